using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>Figures over publications, as the API gives them, of what the state machine did.</summary>
public sealed class AnalyticsTests
{
    private const string Path = "/api/publishing/analytics";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Day = new(2026, 3, 28, 22, 30, 0, TimeSpan.Zero);

    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private ResultsFactory _results = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        await ResultsFactory.MigrateAsync(_database);
        _results = new ResultsFactory(_database, _keyRing, _broker);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _results.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Test]
    public async Task What_ended_is_counted_by_status_platform_account_error_and_time()
    {
        var workspace = Guid.CreateVersion7();
        var account = Guid.CreateVersion7();
        var due = TimeProvider.System.GetUtcNow();
        var published = await _results.RequestAsync(workspace, Guid.CreateVersion7(), accountId: account, dueAt: due);
        var retried = await _results.RequestAsync(workspace, Guid.CreateVersion7(), accountId: account, dueAt: due);
        var failed = await _results.RequestAsync(workspace, Guid.CreateVersion7(), "discord");
        await _results.CompleteAsync(published, after: TimeSpan.FromSeconds(10));
        await _results.CompleteAsync(retried, FailureCategories.RateLimited);
        await _results.CompleteAsync(retried, after: TimeSpan.FromSeconds(10));
        await _results.CompleteAsync(failed, FailureCategories.InvalidContent);
        await CountedAsync(workspace, 3);

        using var client = _results.ClientOf(workspace);
        var answer = await GetAsync(client, "");
        var totals = answer.GetProperty("totals");
        var twitter = answer.GetProperty("platforms").EnumerateArray().Single(one => one.GetProperty("platform").GetString() == "twitter").GetProperty("figures");
        var own = answer.GetProperty("accounts").EnumerateArray().Single(one => one.GetProperty("account_id").GetGuid() == account);
        var only = await GetAsync(client, "?platform=discord");

        Assert.Multiple(() =>
        {
            Assert.That(Figures(totals, "published", "failed", "attempts", "retries"), Is.EqualTo("2 1 4 1"));
            Assert.That(totals.GetProperty("success_rate").GetDouble(), Is.EqualTo(0.6667));
            Assert.That(
                totals.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("category")} {error.GetProperty("count")} {error.GetProperty("rate")}"),
                Is.EquivalentTo(new[] { "rate_limited 1 0.25", "invalid_content 1 0.25" }));
            Assert.That(twitter.GetProperty("time_to_publish").GetProperty("p50_seconds").GetDouble(), Is.EqualTo(10).Within(2.5));
            Assert.That(Figures(own.GetProperty("figures"), "published", "failed"), Is.EqualTo("2 0"));
            Assert.That(own.GetProperty("account_name").GetString(), Is.EqualTo("news"));
            Assert.That(Figures(only.GetProperty("totals"), "published", "failed"), Is.EqualTo("0 1"));
        });
    }

    [Test]
    public async Task A_retry_that_succeeds_moves_the_publication_over()
    {
        var workspace = Guid.CreateVersion7();
        var publication = await _results.RequestAsync(workspace, Guid.CreateVersion7());
        await _results.CompleteAsync(publication, FailureCategories.InvalidContent);
        await CountedAsync(workspace, 1);
        await _results.RetryAsync(publication);
        await _results.CompleteAsync(publication);
        await Eventually.BecomesTrueAsync(
            async () => await _database.ScalarAsync<long>($"select count(*) from publication_endings where publication_id = '{publication}'") == 0, Patience);

        using var client = _results.ClientOf(workspace);
        var totals = (await GetAsync(client, "")).GetProperty("totals");

        Assert.That(Figures(totals, "published", "failed", "attempts", "retries"), Is.EqualTo("1 0 2 1"));
    }

    [Test]
    public async Task Attempts_before_a_cancel_are_counted_with_it()
    {
        var workspace = Guid.CreateVersion7();
        var publication = await _results.RequestAsync(workspace, Guid.CreateVersion7());
        await _results.CompleteAsync(publication, FailureCategories.RateLimited);
        await _results.Services.GetRequiredService<PublicationStore>().ChangeAsync([publication], set => set.Find(publication)!.Cancel(TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await CountedAsync(workspace, 1);

        using var client = _results.ClientOf(workspace);
        var totals = (await GetAsync(client, "")).GetProperty("totals");

        Assert.That(Figures(totals, "published", "cancelled", "attempts", "retries"), Is.EqualTo("0 1 1 0"));
    }

    [Test]
    public async Task What_a_process_of_the_version_before_left_uncounted_is_counted()
    {
        var workspace = Guid.CreateVersion7();
        var left = await _results.RequestAsync(workspace, Guid.CreateVersion7());
        await _database.ExecuteAsync(
            $"update publications set status = 'published', external_id = '1', published_at = clock_timestamp(), deadline_at = null where id = '{left}'");
        await _results.CompleteAsync(await _results.RequestAsync(workspace, Guid.CreateVersion7()));

        await CountedAsync(workspace, 2);
    }

    [Test]
    public async Task Days_and_hours_are_those_of_the_zone()
    {
        var workspace = Guid.CreateVersion7();
        var account = Guid.CreateVersion7();
        foreach (var hours in (int[])[0, 2, 2])
        {
            var publication = await _results.RequestAsync(workspace, Guid.CreateVersion7(), accountId: account, dueAt: Day.AddHours(hours), contentType: "thread");
            await _results.CompleteAsync(publication);
        }

        await CountedAsync(workspace, 3);
        using var client = _results.ClientOf(workspace);
        var utc = await GetAsync(client, "?from=2026-03-28&to=2026-03-29");
        var berlin = await GetAsync(client, "?from=2026-03-29&to=2026-03-29&time_zone=Europe/Berlin");
        var none = await GetAsync(client, "?from=2026-03-30&to=2026-03-30");

        Assert.Multiple(() =>
        {
            // Berlin is an hour ahead of UTC until that night.
            Assert.That(Days(utc), Is.EqualTo("2026-03-28=1 2026-03-29=2"));
            Assert.That(Days(berlin), Is.EqualTo("2026-03-29=2"));
            Assert.That(Days(none), Is.Empty);
            Assert.That(utc.GetProperty("best_hours")[0].GetProperty("hour").GetInt32(), Is.Zero);
            Assert.That(berlin.GetProperty("best_hours")[0].GetProperty("hour").GetInt32(), Is.EqualTo(1));
            Assert.That(utc.GetProperty("content_types")[0].GetProperty("content_type").GetString(), Is.EqualTo("thread"));
        });
    }

    [TestCase("?format=csv", null)]
    [TestCase("", "text/csv")]
    public async Task Row_75_export_is_a_table_that_no_spreadsheet_runs(string query, string? accept)
    {
        var workspace = Guid.CreateVersion7();
        var publication = await _results.RequestAsync(workspace, Guid.CreateVersion7(), accountName: "=HYPERLINK(\"http://x\")", dueAt: Day);
        await _results.CompleteAsync(publication);
        await CountedAsync(workspace, 1);

        using var client = _results.ClientOf(workspace);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}{(query.Length > 0 ? query + "&" : "?")}from=2026-03-01&to=2026-03-31");
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using var answer = await client.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/csv"));
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[1], Does.StartWith("2026-03-28,twitter,").And.EndWith(",\"'=HYPERLINK(\"\"http://x\"\")\",1,0,0,0,0,1"));
    }

    [TestCase("=1", "\"'=1\"")]
    [TestCase("+1", "\"'+1\"")]
    [TestCase("-1", "\"'-1\"")]
    [TestCase("@a", "\"'@a\"")]
    [TestCase("\ta", "\"'\ta\"")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("a\nb", "\"a\nb\"")]
    [TestCase("plain", "plain")]
    [TestCase("", "")]
    public void Row_75_cell_is_text_whatever_it_begins_with(string text, string cell) => Assert.That(AnalyticsCsv.Cell(text), Is.EqualTo(cell));

    [Test]
    public async Task Bad_input_is_told_all_at_once()
    {
        using var client = _results.ClientOf(Guid.CreateVersion7());
        var all = await ErrorsAsync(client, "?from=yesterday&to=2026-13-01&platform=A%20b&time_zone=Nowhere&format=xml");

        Assert.That(all, Is.EquivalentTo(new[] { "from", "to", "platform", "time_zone", "format" }));
        Assert.That(await ErrorsAsync(client, "?from=2026-01-02&to=2026-01-01T00:00:00Z"), Is.EqualTo(new[] { "from" }));
        Assert.That(await ErrorsAsync(client, "?from=2020-01-01&to=2026-01-01"), Is.EqualTo(new[] { "from" }));
        Assert.That(await ErrorsAsync(client, "?time_zone=Nowhere/Land"), Is.EqualTo(new[] { "time_zone" }));
    }

    [Test]
    public async Task Another_workspace_has_figures_of_its_own()
    {
        var workspace = Guid.CreateVersion7();
        await _results.CompleteAsync(await _results.RequestAsync(workspace, Guid.CreateVersion7()));
        await CountedAsync(workspace, 1);
        using var client = _results.ClientOf(Guid.CreateVersion7());

        var answer = await GetAsync(client, "");

        Assert.That(answer.GetProperty("totals").GetProperty("published").GetInt64(), Is.Zero);
        Assert.That(answer.GetProperty("accounts").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Percentiles_are_at_most_a_fifth_off()
    {
        var times = Enumerable.Range(1, 10_000).Select(i => i / 10.0).ToList();
        var counts = times.GroupBy(time => TimeBuckets.Bounds.Count(bound => bound <= time)).ToDictionary(group => group.Key, group => group.LongCount());

        Assert.Multiple(() =>
        {
            foreach (var share in (double[])[0.01, 0.5, 0.95, 0.99])
            {
                Assert.That(TimeBuckets.Percentile(counts, share), Is.EqualTo(share * 1000).Within(20).Percent);
            }

            Assert.That(TimeBuckets.Percentile(new Dictionary<int, long>(), 0.5), Is.Null);
        });
    }

    private static string Figures(JsonElement of, params string[] names) =>
        string.Join(' ', names.Select(name => of.GetProperty(name).GetInt64()));

    private static string Days(JsonElement answer) => string.Join(' ', answer.GetProperty("days").EnumerateArray()
        .Select(day => $"{day.GetProperty("day").GetString()}={day.GetProperty("published").GetInt64()}"));

    private static async Task<JsonElement> GetAsync(HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri(Path + query, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<IEnumerable<string>> ErrorsAsync(HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri(Path + query, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text);
        return JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name);
    }

    private Task CountedAsync(Guid workspace, long publications) => Eventually.BecomesTrueAsync(
        async () => await _database.ScalarAsync<long>(
            $"select coalesce(sum(count), 0)::bigint from publication_counts where workspace_id = '{workspace}' and measure = 'status'") == publications,
        Patience);
}
