using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Live;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Results.Tests;

/// <summary>Live status as readers see it: over HTTP, from two processes on one database.</summary>
public sealed class LiveTests
{
    private const string All = "/api/publishing/events";
    private const int Crowd = 1000;

    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private ResultsFactory _one = null!;
    private ResultsFactory _other = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        await ResultsFactory.MigrateAsync(_database);
        _one = new ResultsFactory(_database, _keyRing, _broker, ("Results:Live:Heartbeat", "00:00:01"), ("Results:Live:PerWorkspace", "2000"));
        _other = new ResultsFactory(_database, _keyRing, _broker, ("Results:Live:PerWorkspace", "2"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Test]
    public async Task A_post_is_told_from_how_it_stands_over_each_change_to_its_end()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await _one.RequestAsync(workspace, post);
        var second = await _one.RequestAsync(workspace, post);
        using var client = _one.ClientOf(workspace);
        await using var reader = await EventReader.OpenAsync(client, Of(post));
        var begin = await reader.NextAsync();

        // Written by one process, told by the other.
        await _other.CompleteAsync(first);
        var published = await reader.UntilAsync(first, PublicationStatus.Published);
        await _other.CompleteAsync(second, FailureCategories.InvalidContent);
        var failed = await reader.UntilAsync(second, PublicationStatus.Failed);
        var whole = await reader.NextAsync();
        var complete = await reader.NextAsync();
        var end = await reader.NextAsync();

        Assert.Multiple(() =>
        {
            Assert.That(begin!.Value.Type, Is.EqualTo("status"));
            Assert.That(begin.Value.Data.GetProperty("publications").GetArrayLength(), Is.EqualTo(2));
            Assert.That(published.GetProperty("publication").GetProperty("external_id").GetString(), Is.EqualTo("1801"));
            Assert.That(failed.GetProperty("publication").GetProperty("problem").GetProperty("category").GetString(), Is.EqualTo("invalid_content"));
            Assert.That((whole!.Value.Type, whole.Value.Data.GetProperty("status").GetString()), Is.EqualTo(("post", "partially_published")));
            Assert.That((complete!.Value.Type, complete.Value.Data.GetProperty("status").GetString()), Is.EqualTo(("complete", "partially_published")));
            Assert.That(end, Is.Null);
        });

        using var again = await EventReader.AskAsync(client, Of(post), reader.LastId);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task A_reader_of_a_post_that_comes_back_hears_how_it_stands_and_what_it_missed()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await _one.RequestAsync(workspace, post);
        var second = await _one.RequestAsync(workspace, post);
        using var client = _one.ClientOf(workspace);
        string last;
        await using (var reader = await EventReader.OpenAsync(client, Of(post)))
        {
            await reader.NextAsync();
            last = reader.LastId;
        }

        await _one.CompleteAsync(first);
        await using var during = await EventReader.OpenAsync(client, Of(post), last);
        Assert.That((await during.NextAsync())!.Value.Type, Is.EqualTo("post"));
        await during.UntilAsync(first, PublicationStatus.Published);

        await _one.CompleteAsync(second);
        await using var after = await EventReader.OpenAsync(client, Of(post), last);
        Assert.That((await after.NextAsync())!.Value.Data.GetProperty("status").GetString(), Is.EqualTo("published"));
        Assert.That((await after.NextAsync())!.Value.Type, Is.EqualTo("complete"));
        Assert.That(await after.NextAsync(), Is.Null);
    }

    [Test]
    public async Task A_reader_that_comes_back_to_another_process_misses_nothing_and_hears_nothing_twice()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using var before = _one.ClientOf(workspace);
        using var after = _other.ClientOf(workspace);
        string last;
        await using (var reader = await EventReader.OpenAsync(before, All))
        {
            Assert.That((await reader.NextAsync())!.Value.Type, Is.EqualTo("ready"));
            await reader.UntilAsync(await _one.RequestAsync(workspace, post), PublicationStatus.Queued);
            last = reader.LastId;
        }

        List<Guid> missed = [];
        for (var i = 0; i < 250; i++)
        {
            missed.Add(await _one.RequestAsync(workspace, post));
        }

        await using var resumed = await EventReader.OpenAsync(after, All, last);
        List<Guid> told = [];
        while (told.Count < missed.Count)
        {
            told.Add(EventReader.IdOf((await resumed.NextAsync())!.Value.Data));
        }

        Assert.That(told, Is.EqualTo(missed));
    }

    [Test]
    public async Task A_transaction_that_was_open_is_told_when_it_commits_though_later_ones_came_first()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var slow = await _one.RequestAsync(workspace, post);
        var quick = await _one.RequestAsync(workspace, post);
        using var client = _one.ClientOf(workspace);
        await using var reader = await EventReader.OpenAsync(client, All);
        await reader.NextAsync();

        await using var connection = new NpgsqlConnection(_database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand(
            $"update publications set detail = 'late', changed_xid = pg_current_xact_id() where id = '{slow}'", connection, transaction))
        {
            await update.ExecuteNonQueryAsync();
        }

        await _one.CompleteAsync(quick);
        await reader.UntilAsync(quick, PublicationStatus.Published);
        var between = reader.LastId;
        await transaction.CommitAsync();

        // Nobody notifies of this one, as when a process dies: the heartbeat's look finds it.
        Assert.That(EventReader.IdOf((await reader.NextAsync())!.Value.Data), Is.EqualTo(slow));
        await using var resumed = await EventReader.OpenAsync(client, All, between);
        Assert.That(EventReader.IdOf((await resumed.NextAsync())!.Value.Data), Is.EqualTo(slow));
    }

    [Test]
    public async Task Another_workspace_sees_no_post_and_no_change()
    {
        var (workspace, stranger, post) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var publication = await _one.RequestAsync(workspace, post);
        using var client = _one.ClientOf(stranger);
        using var refused = await EventReader.AskAsync(client, Of(post));
        await using var reader = await EventReader.OpenAsync(client, All);
        await reader.NextAsync();

        await _one.CompleteAsync(publication);
        var own = await _one.RequestAsync(stranger, Guid.CreateVersion7());

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(EventReader.IdOf((await reader.NextAsync())!.Value.Data), Is.EqualTo(own));
    }

    [TestCase("nonsense")]
    [TestCase("9:1:")]
    [TestCase("1:2:3,2")]
    [TestCase("9000000000000000000:9000000000000000000:")]
    public async Task An_id_that_is_none_of_ours_begins_anew(string id)
    {
        using var client = _one.ClientOf(Guid.CreateVersion7());
        await using var reader = await EventReader.OpenAsync(client, All, id);

        Assert.That((await reader.NextAsync())!.Value.Type, Is.EqualTo("ready"));
    }

    [Test]
    public async Task A_quiet_stream_says_that_it_is_there()
    {
        using var client = _one.ClientOf(Guid.CreateVersion7());
        await using var reader = await EventReader.OpenAsync(client, All);
        await reader.NextAsync();

        Assert.That((await reader.NextAsync(heartbeats: true))!.Value.Type, Is.EqualTo("heartbeat"));
    }

    [Test]
    public async Task A_workspace_has_so_many_streams_and_a_closed_one_makes_room()
    {
        using var client = _other.ClientOf(Guid.CreateVersion7());
        await using var first = await EventReader.OpenAsync(client, All);
        var second = await EventReader.OpenAsync(client, All);

        using var third = await EventReader.AskAsync(client, All);
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(third.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));

        await second.DisposeAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var again = await EventReader.AskAsync(client, All);
                return again.StatusCode == HttpStatusCode.OK;
            },
            EventReader.Patience);
    }

    [Test]
    public async Task A_reader_that_is_slower_than_the_changes_gets_each_of_them_from_the_database()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var hub = _one.Services.GetRequiredService<LiveHub>();
        var changes = _one.Services.GetRequiredService<LiveChanges>();
        hub.TryAdd(workspace, null, out var added);
        using var subscription = added!;
        var start = await changes.NowAsync(CancellationToken.None);
        List<Guid> written = [];
        for (var i = 0; i < 8; i++)
        {
            var before = subscription.Offered;
            written.Add(await _one.RequestAsync(workspace, post));
            await Eventually.BecomesTrueAsync(() => subscription.Offered is not null && subscription.Offered != before, EventReader.Patience);
        }

        List<Guid> told = [];
        await foreach (var item in _one.Services.GetRequiredService<LiveStreams>().OfWorkspaceAsync(subscription, null, start, CancellationToken.None))
        {
            if (item.EventType == "publication")
            {
                told.Add(EventReader.IdOf(System.Text.Json.JsonDocument.Parse(item.Data).RootElement));
            }

            if (told.Count == written.Count)
            {
                break;
            }
        }

        Assert.That(told, Is.EqualTo(written));
    }

    [Test]
    public async Task A_thousand_streams_take_no_thread_each_and_all_hear_of_a_change()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var publication = await _one.RequestAsync(workspace, post);
        using var client = _one.ClientOf(workspace);
        var before = ThreadPool.ThreadCount;
        List<EventReader> readers = [];
        foreach (var chunk in Enumerable.Range(0, Crowd).Chunk(50))
        {
            readers.AddRange(await Task.WhenAll(chunk.Select(_ => EventReader.OpenAsync(client, All))));
        }

        var told = readers.Select(reader => reader.UntilAsync(publication, PublicationStatus.Published)).ToArray();
        await _other.CompleteAsync(publication);
        await Task.WhenAll(told);

        Assert.That(ThreadPool.ThreadCount - before, Is.LessThan(Crowd / 2));
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    private static string Of(Guid post) => $"{All}/{post}";
}
