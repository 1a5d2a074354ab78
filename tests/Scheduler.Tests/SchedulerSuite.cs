using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Scheduler.Tests;

[SetUpFixture]
public static class SchedulerSuite
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static TestDatabase _keyRing = null!;
    private static TestVirtualHost _broker = null!;

    internal static TestDatabase Database { get; private set; } = null!;

    /// <summary>Two replicas, so that whatever is tested is tested with two pumps side by side.</summary>
    internal static SchedulerFactory One { get; private set; } = null!;

    internal static SchedulerFactory Other { get; private set; } = null!;

    internal static DueListener Posts { get; private set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Database = await TestDatabase.CreateAsync("scheduler");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        await SchedulerFactory.MigrateAsync(Database);
        Posts = await DueListener.StartAsync(_broker.Url);
        One = new SchedulerFactory(Database, _keyRing, _broker);
        One.StartServer();
        Other = new SchedulerFactory(Database, _keyRing, _broker);
        Other.StartServer();

        var probe = Guid.CreateVersion7();
        await Eventually.BecomesTrueAsync(() => ReachesAsync(probe), TimeSpan.FromSeconds(60));
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await Posts.DisposeAsync();
        await Database.DisposeAsync();
        await _keyRing.DisposeAsync();
        await _broker.DisposeAsync();
    }

    internal static ScheduleEntry Entry(Guid workspaceId, DateTimeOffset dueAt, int attempt = 1, Guid? publicationId = null) => new()
    {
        PublicationId = publicationId ?? Guid.CreateVersion7(),
        PostId = Guid.CreateVersion7(),
        WorkspaceId = workspaceId,
        Platform = "twitter",
        AccountId = Guid.CreateVersion7(),
        Attempt = attempt,
        DueAt = dueAt,
    };

    internal static Task ScheduleAsync(params ScheduleEntry[] entries) => One.PublishAsync(new SchedulePublications { Entries = entries });

    /// <summary>Waits until the entries have arrived as rows.</summary>
    internal static async Task ScheduleAndWaitAsync(params ScheduleEntry[] entries)
    {
        await ScheduleAsync(entries);
        await Eventually.BecomesTrueAsync(async () => await RowsAsync(entries[0].WorkspaceId) == entries.Length, Patience);
    }

    internal static Task<long> RowsAsync(Guid workspaceId) =>
        Database.ScalarAsync<long>($"select count(*) from scheduled_publications where workspace_id = '{workspaceId}'");

    /// <summary>Says it again until it is heard: queues are there once both ends are up.</summary>
    private static async Task<bool> ReachesAsync(Guid probe)
    {
        await ScheduleAsync(Entry(probe, TimeProvider.System.GetUtcNow()));
        return Posts.Of(probe).Count > 0;
    }
}
