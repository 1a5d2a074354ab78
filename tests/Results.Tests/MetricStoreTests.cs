using System.Text.Json;
using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Metrics;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>Numbers over real tables: who is asked about, when, and what is kept.</summary>
public sealed class MetricStoreTests
{
    private readonly FakeTimeProvider _time = new();
    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private WebApplication _app = null!;

    private MetricStore Store => _app.Services.GetRequiredService<MetricStore>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["ConnectionStrings:Migrations"] = _database.MigrationsConnectionString,
            ["ConnectionStrings:KeyRing"] = _keyRing.ConnectionString,
            ["KeyRing:Key"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()),
            ["RabbitMq:Url"] = _broker.Url,
            ["Results:ReconcileDelays:0"] = "00:00:05",
            ["Results:MetricAges:0"] = "01:00:00",
            ["Results:MetricAges:1"] = "06:00:00",
        });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddServiceDefaults("results");
        builder.AddPostgres<ResultsDbContext>();
        builder.AddMessaging<ResultsDbContext>();
        builder.AddResults();
        _app = builder.Build();
        Assert.That(await _app.RunServiceAsync(["migrate"]), Is.Zero);
        _app.Services.GetRequiredService<PlatformCatalogue>().Learn(new Platform { Slug = "twitter", CanReconcile = true, CanCollectMetrics = true });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
    }

    [TearDown]
    public Task ForgetAsync() => _database.ExecuteAsync("delete from publications; delete from outbox_messages");

    [Test]
    public async Task The_posts_of_an_account_are_asked_about_together_and_those_of_another_apart()
    {
        var (workspace, account) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var ours = new[] { await PublishAsync(workspace, account), await PublishAsync(workspace, account) };
        var other = await PublishAsync(workspace, Guid.CreateVersion7());
        Assert.That((await Store.AskAsync(default)).Count, Is.Zero, "an hour has not passed");

        _time.Advance(TimeSpan.FromMinutes(62));
        var (count, _) = await Store.AskAsync(default);
        var again = await Store.AskAsync(default);

        var questions = await OwedAsync<CollectMetrics>();
        Assert.That((count, again.Count), Is.EqualTo((3, 0)));
        Assert.That(questions.Select(question => question.Publications.Select(one => one.PublicationId).Order()), Is.EquivalentTo(new Guid[][] { [.. ours.Order()], [other] }));
        Assert.That(questions.SelectMany(question => question.Publications).Select(one => (one.AgeSeconds, one.ExternalId)), Is.All.EqualTo((3600L, "1801")));
    }

    [Test]
    public async Task Two_pumps_never_ask_for_the_same()
    {
        for (var i = 0; i < 20; i++)
        {
            await PublishAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        }

        _time.Advance(TimeSpan.FromHours(2));
        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store.AskAsync(default)));

        Assert.That(counts.Sum(answer => answer.Count), Is.EqualTo(20));
        Assert.That(await OwedAsync<CollectMetrics>(), Has.Count.EqualTo(20));
    }

    [Test]
    public async Task A_platform_that_gives_no_numbers_is_never_asked()
    {
        await PublishAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), "medium");

        _time.Advance(TimeSpan.FromHours(2));

        Assert.That((await Store.AskAsync(default)).Count, Is.Zero);
        Assert.That(await _database.ScalarAsync<long>("select count(*) from metric_schedules"), Is.Zero);
    }

    [Test]
    public async Task What_was_published_before_a_worker_could_read_numbers_is_read_later()
    {
        var publication = await PublishAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), "mastodon");
        _time.Advance(TimeSpan.FromHours(2));
        var catalogue = _app.Services.GetRequiredService<PlatformCatalogue>();
        catalogue.Learn(new Platform { Slug = "mastodon", CanCollectMetrics = true });
        await using var batch = _app.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateTenantBatch(Tenant.System);
        _app.Services.GetRequiredService<MetricPlan>().AddEarlier(batch, "mastodon", _time.GetUtcNow());
        await batch.ExecuteNonQueryAsync();

        await Store.AskAsync(default);

        Assert.That((await OwedAsync<CollectMetrics>()).Single().Publications.Single().PublicationId, Is.EqualTo(publication));
    }

    [Test]
    public async Task Numbers_are_kept_once_and_told_once_and_what_is_not_told_is_absent()
    {
        var publication = await AskedAsync();
        var told = Told(publication, MetricsStates.Collected) with
        {
            Values = new Dictionary<string, long> { [MetricNames.Likes] = 0, [MetricNames.Shares] = 3 },
            Own = new Dictionary<string, long> { ["like_count"] = 0, ["repost_count"] = 3 },
        };

        var next = await Store.TakeAsync([Answer(told)], default);
        await Store.TakeAsync([Answer(told), Answer(told)], default);

        var kept = JsonSerializer.Deserialize<Dictionary<string, long>>(
            await _database.ScalarAsync<string>($"select metrics::text from metric_readings where publication_id = '{publication}'"))!;
        Assert.That(kept, Is.EquivalentTo(told.Values), "a zero is a number, and a comment that nobody counted is not");
        Assert.That(await _database.ScalarAsync<long>("select count(*) from metric_readings"), Is.EqualTo(1));
        Assert.That((await OwedAsync<MetricsUpdated>()).Single().Publications.Single().Own, Is.EquivalentTo(told.Own));
        Assert.That(next, Is.GreaterThan(_time.GetUtcNow().AddHours(4)));
        Assert.That(await _database.ScalarAsync<long>("select total_shares from post_analytics where successful_publishes = 1"), Is.EqualTo(3));
        Assert.That(await _database.ScalarAsync<bool>("select total_comments is null from post_analytics"), Is.True);
    }

    [Test]
    public async Task A_worker_has_no_word_on_the_posts_of_another_platform()
    {
        var publication = await AskedAsync();

        await Store.TakeAsync([Answer(Told(publication, MetricsStates.Gone)) with { Platform = "discord" }], default);

        Assert.That(await _database.ScalarAsync<bool>("select ended is null from metric_schedules"), Is.True);
    }

    [Test]
    public async Task A_post_that_is_gone_is_recorded_and_asked_about_no_more()
    {
        var publication = await AskedAsync();

        await Store.TakeAsync([Answer(Told(publication, MetricsStates.Gone))], default);
        _time.Advance(TimeSpan.FromDays(2));

        Assert.That((await Store.AskAsync(default)).Count, Is.Zero);
        Assert.That(await _database.ScalarAsync<string>("select ended from metric_schedules"), Is.EqualTo("gone"));
    }

    private async Task<Guid> AskedAsync()
    {
        var publication = await PublishAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        _time.Advance(TimeSpan.FromMinutes(62));
        Assert.That((await Store.AskAsync(default)).Count, Is.EqualTo(1));
        return publication;
    }

    private async Task<Guid> PublishAsync(Guid workspace, Guid account, string platform = "twitter")
    {
        var store = _app.Services.GetRequiredService<PublicationStore>();
        var requested = new RequestedPublication { PublicationId = Guid.CreateVersion7(), Platform = platform, AccountId = account };
        await store.AddAsync([Publication.Request(requested, Guid.CreateVersion7(), workspace, _time.GetUtcNow(), new ResultsOptions())], default);
        await store.ChangeAsync(
            [requested.PublicationId],
            set =>
            {
                set.Find(requested.PublicationId)!.Complete(
                    Transitions.Outcome(AttemptResults.Published) with { ExternalId = "1801", CompletedAt = _time.GetUtcNow() },
                    _time.GetUtcNow(), new ResultsOptions(), () => 0.5);
                return true;
            },
            default);
        return requested.PublicationId;
    }

    private MetricsCollected Answer(PublicationMetrics told) => new() { Platform = "twitter", Publications = [told], CollectedAt = _time.GetUtcNow() };

    private static PublicationMetrics Told(Guid publication, string state) => new() { PublicationId = publication, AgeSeconds = 3600, State = state };

    private async Task<List<T>> OwedAsync<T>()
    {
        var bodies = await _database.ScalarAsync<string>(
            $"select coalesce(json_agg(body::json)::text, '[]') from outbox_messages where type = '{typeof(T).FullName}'");
        return JsonSerializer.Deserialize<List<T>>(bodies, MessageJson.Options)!;
    }
}
