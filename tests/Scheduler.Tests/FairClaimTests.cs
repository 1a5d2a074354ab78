using System.Text.Json;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ContentMultiplier.Scheduler.Tests;

/// <summary>
/// Pumps on a database of their own whose outbox nobody empties: what was taken stands there, in the order in which it was.
/// </summary>
public sealed class FairClaimTests
{
    private const int Large = 9_000;
    private const int Small = 20;
    private const int SmallWorkspaces = 49;
    private const int All = Large + (Small * SmallWorkspaces);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<DuePublicationsPump> _pumps = [];
    private TestDatabase _database = null!;
    private NpgsqlDataSource _dataSource = null!;
    private Guid _largeOne;

    [SetUp]
    public async Task SetUp()
    {
        _database = await TestDatabase.CreateAsync("scheduler");
        await SchedulerFactory.MigrateAsync(_database);
        _dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Options = "-c enable_seqscan=off" });
        _largeOne = Guid.NewGuid();
        await AddAsync(_largeOne, Large, TimeSpan.FromMinutes(2));
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var pump in _pumps)
        {
            await pump.StopAsync(CancellationToken.None);
            pump.Dispose();
        }

        _pumps.Clear();
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task Row_39_nine_thousand_of_one_workspace_delay_no_other_by_more_than_a_batch()
    {
        for (var i = 0; i < SmallWorkspaces; i++)
        {
            await AddAsync(Guid.NewGuid(), Small, TimeSpan.FromMinutes(1));
        }

        await PumpAsync(pumps: 1);

        var taken = await TakenAsync();
        var lastSmallOne = taken.FindLastIndex(publication => publication.WorkspaceId != _largeOne);

        // The batch that shows the backlog, and as many as give each of fifty workspaces its twenty.
        Assert.That(taken, Has.Count.EqualTo(All));
        Assert.That(lastSmallOne, Is.LessThan(DueClaim.Limit + ((SmallWorkspaces + 1) * Small)));
    }

    [Test]
    public async Task Row_39_two_pumps_side_by_side_take_each_of_a_backlog_once()
    {
        for (var i = 0; i < SmallWorkspaces; i++)
        {
            await AddAsync(Guid.NewGuid(), Small, TimeSpan.FromMinutes(1));
        }

        var due = await IdsAsync();

        await PumpAsync(pumps: 2);

        Assert.That((await TakenAsync()).Select(publication => publication.PublicationId).Order(), Is.EqualTo(due.Order()));
    }

    [Test]
    public async Task More_workspaces_than_a_batch_holds_are_all_served_before_the_large_one_is_done()
    {
        const int Workspaces = 1_200;
        await _database.ExecuteAsync(Insert("gen_random_uuid()", Workspaces, "clock_timestamp() - interval '1 minute'"));
        await _database.ExecuteAsync(Insert("gen_random_uuid()", Workspaces, "clock_timestamp() + interval '1 day'"));

        await PumpAsync(pumps: 1);

        var taken = await TakenAsync();
        Assert.That(taken, Has.Count.EqualTo(Large + Workspaces));
        Assert.That(
            taken.FindLastIndex(publication => publication.WorkspaceId != _largeOne),
            Is.LessThan(taken.FindLastIndex(publication => publication.WorkspaceId == _largeOne)));
        Assert.That(await _database.ScalarAsync<long>("select count(*) from scheduled_publications"), Is.EqualTo(Workspaces), "what is not due stays");
    }

    private Task AddAsync(Guid workspaceId, int count, TimeSpan ago) =>
        _database.ExecuteAsync(Insert($"'{workspaceId}'", count, $"clock_timestamp() - interval '{(int)ago.TotalSeconds} seconds'"));

    private static string Insert(string workspace, int count, string dueAt) =>
        $"""
        insert into scheduled_publications (publication_id, attempt, workspace_id, post_id, platform, account_id, due_at)
        select gen_random_uuid(), 1, {workspace}, gen_random_uuid(), 'twitter', gen_random_uuid(), {dueAt} from generate_series(1, {count})
        """;

    private async Task PumpAsync(int pumps)
    {
        // Nobody starts this dispatcher, so that the rows stay.
        var dispatcher = new OutboxDispatcher(
            _dataSource, SchedulerSuite.One.Services.GetRequiredService<IBus>(), TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        for (var i = 0; i < pumps; i++)
        {
            _pumps.Add(new DuePublicationsPump(_dataSource, new Outbox(dispatcher), TimeProvider.System, NullLogger<DuePublicationsPump>.Instance));
        }

        await Task.WhenAll(_pumps.Select(pump => pump.StartAsync(CancellationToken.None)));
        await Eventually.BecomesTrueAsync(
            async () => await _database.ScalarAsync<long>("select count(*) from scheduled_publications where due_at <= clock_timestamp()") == 0, Patience);
    }

    private async Task<List<DuePublication>> TakenAsync()
    {
        List<DuePublication> taken = [];
        await foreach (var body in ReadAsync<string>("select body from outbox_messages order by id"))
        {
            taken.AddRange(JsonSerializer.Deserialize<PublicationsDue>(body, MessageJson.Options)!.Publications);
        }

        return taken;
    }

    private async Task<List<Guid>> IdsAsync() => await ReadAsync<Guid>("select publication_id from scheduled_publications").ToListAsync();

    private async IAsyncEnumerable<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            yield return reader.GetFieldValue<T>(0);
        }
    }
}
