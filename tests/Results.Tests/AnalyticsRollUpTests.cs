using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Results.Tests;

/// <summary>Figures by the day and by the hour: whichever are read, they say the same.</summary>
public sealed class AnalyticsRollUpTests : RunningResults
{
    private const string Path = "/api/publishing/analytics";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly Recent = new(2026, 1, 1);

    [TestCase("from=2026-03-09&to=2026-03-13")]
    [TestCase("from=2026-03-10T13:00:00Z&to=2026-03-12T05:30:00Z")]
    [TestCase("from=2026-03-10T13:00:00Z&to=2026-03-10T15:00:00Z")]
    [TestCase("from=2026-03-11&to=2026-03-11&platform=discord")]
    [TestCase("from=2026-03-12T23:00:00Z&to=2026-03-13T01:00:00Z")]
    public async Task Days_say_what_their_hours_say(string span)
    {
        using var client = Results.ClientOf(await PublishedAsync());

        var days = await ReadAsync(client, $"?{span}");
        var hours = await ReadAsync(client, $"?{span}&time_zone=Etc/GMT");

        Assert.That(hours.Replace("Etc/GMT", "UTC", StringComparison.Ordinal), Is.EqualTo(days));
    }

    [Test]
    public async Task What_is_retried_moves_in_the_days_as_well()
    {
        var workspace = Guid.CreateVersion7();
        var publication = await Results.RequestAsync(workspace, Guid.CreateVersion7(), dueAt: Noon);
        await Results.CompleteAsync(publication, FailureCategories.InvalidContent);
        await CountedAsync(workspace, "failed", 1);
        await Results.RetryAsync(publication);
        await Results.CompleteAsync(publication);
        await CountedAsync(workspace, "published", 1);

        using var client = Results.ClientOf(workspace);
        var totals = JsonElement.Parse(await ReadAsync(client, "?from=2026-03-10&to=2026-03-10")).GetProperty("totals");

        Assert.That((totals.GetProperty("published").GetInt64(), totals.GetProperty("failed").GetInt64()), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public async Task Old_hours_are_forgotten_and_their_days_are_still_told()
    {
        await using var servers = await ResultsServers.StartAsync();
        await using var keeping = new ResultsFactory(servers);
        var workspace = await PublishedAsync(keeping, servers.Database);
        using var before = keeping.ClientOf(workspace);
        var (utc, instants) = (await ReadAsync(before, "?from=2026-03-09&to=2026-03-13"), await ReadAsync(before, "?from=2026-03-10&to=2026-03-12"));

        await using var forgetting = new ResultsFactory(servers, ("Results:Analytics:HourlyRetention", "1.00:00:00"));
        await Eventually.BecomesTrueAsync(
            async () => await servers.Database.ScalarAsync<long>("select count(*) from publication_counts") == 0, Patience);

        using var client = forgetting.ClientOf(workspace);
        Assert.That(await ReadAsync(client, "?from=2026-03-09&to=2026-03-13"), Is.EqualTo(utc));
        Assert.That(await ReadAsync(client, "?from=2026-03-10T13:00:00Z&to=2026-03-12T05:30:00Z"), Is.EqualTo(instants), "it begins and ends with a day");
        Assert.That(await ReadAsync(client, "?from=2026-03-10T13:00:00Z&to=2026-03-12T05:30:00Z&time_zone=Etc/GMT"), Is.EqualTo(instants.Replace("UTC", "Etc/GMT", StringComparison.Ordinal)));
    }

    [TestCase("2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z", true, "2026-03-10", "2026-03-12", TestName = "Whole days are read as days")]
    [TestCase("2026-03-10T01:00:00Z", "2026-03-12T05:00:00Z", true, "2026-03-11", "2026-03-12", TestName = "The ends of a span are read by the hour")]
    [TestCase("2026-03-10T01:00:00Z", "2026-03-10T05:00:00Z", true, "2026-03-11", "2026-03-11", TestName = "Within a day there is none")]
    [TestCase("2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z", false, "2026-03-10", "2026-03-10", TestName = "Days of another zone are read by the hour")]
    [TestCase("2025-12-30T23:00:00Z", "2026-01-02T23:00:00Z", false, "2025-12-30", "2026-01-01", TestName = "Days of another zone whose hours are gone are those of UTC")]
    public void Grain(string from, string to, bool same, string daysFrom, string daysTo)
    {
        var grain = CountGrain.Of(DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(to, null), Recent, same);

        Assert.That((grain.DaysFrom, grain.DaysTo), Is.EqualTo((DateOnly.Parse(daysFrom, null), DateOnly.Parse(daysTo, null))));
    }

    private Task<Guid> PublishedAsync() => PublishedAsync(Results, Servers.Database);

    /// <summary>From noon of the tenth on every eleven hours one, on two platforms.</summary>
    private static async Task<Guid> PublishedAsync(ResultsFactory results, TestDatabase database)
    {
        const int Count = 6;
        var (workspace, account) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < Count; i++)
        {
            var platform = i % 2 == 0 ? "discord" : "twitter";
            var publication = await results.RequestAsync(workspace, Guid.CreateVersion7(), platform, account, dueAt: Noon.AddHours(11 * i), contentType: "text");
            await results.CompleteAsync(publication, i == 4 ? FailureCategories.InvalidContent : null);
        }

        await CountedAsync(database, workspace, "published", Count - 1);
        await CountedAsync(database, workspace, "failed", 1);
        return workspace;
    }

    private Task CountedAsync(Guid workspace, string status, long publications) => CountedAsync(Servers.Database, workspace, status, publications);

    private static Task CountedAsync(TestDatabase database, Guid workspace, string status, long publications) => Eventually.BecomesTrueAsync(
        async () => await database.ScalarAsync<long>(
            $"select coalesce(sum(count), 0)::bigint from publication_counts where workspace_id = '{workspace}' and measure = 'status' and key = '{status}'") == publications,
        Patience);

    private static Task<string> ReadAsync(HttpClient client, string query) => client.GetStringAsync(new Uri(Path + query, UriKind.Relative));
}
