using ContentMultiplier.EndToEnd.Tests.Features;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The broker and the database may crash, each in a suite of its own: what was accepted is published, once.</summary>
public sealed class ServerCrashTests
{
    private static readonly TimeSpan LongerThanAPublish = TimeSpan.FromSeconds(10);

    private SuiteUnderTest _suite = null!;

    [SetUp]
    public async Task StartAsync() => _suite = await SuiteUnderTest.WithOwnServersAsync();

    [TearDown]
    public async Task EndAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [Test]
    public Task Row_21_a_broker_that_crashes_loses_and_doubles_nothing() =>
        CrashAsync("crashing the broker", () => _suite.Processes.Rabbit.RestartAsync(CancellationToken.None));

    [Test]
    public Task Row_31_a_database_that_crashes_loses_and_doubles_nothing() =>
        CrashAsync("crashing the database", () => _suite.Processes.Postgres.RestartAsync(CancellationToken.None));

    [Test]
    [Category("Long")]
    public async Task Row_26_a_broker_that_is_short_of_memory_takes_nothing_for_a_while_and_nothing_is_lost()
    {
        using var broker = new Broker(_suite);
        var wasAlarmed = false;
        var round = await Round.RunAsync(_suite, "starving the broker", async random =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 3000)), TimeProvider.System);
            await _suite.Processes.Rabbit.StarveAsync(CancellationToken.None);
            try
            {
                wasAlarmed = await broker.IsAlarmedAsync();
                await Task.Delay(LongerThanAPublish, TimeProvider.System);
            }
            finally
            {
                await _suite.Processes.Rabbit.FeedAsync(CancellationToken.None);
            }
        });

        Assert.That(wasAlarmed, Is.True);
        Assert.That(await broker.IsAlarmedAsync(), Is.False);
        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }

    /// <summary>Whoever is down has its messages waiting, those it had in hand among them; whoever is up may lose some, too.</summary>
    [Test]
    public async Task A_purge_of_every_queue_is_made_good_from_the_databases()
    {
        using var broker = new Broker(_suite);
        var round = await Round.RunAsync(_suite, "purging the queues", async random =>
        {
            foreach (var process in new[] { "results", "scheduler", "posts", "publisher-twitter", "publisher-discord" })
            {
                await _suite.Processes.Suite.KillAsync(process);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 1500)), TimeProvider.System);
                await broker.PurgeAllAsync();
                await _suite.ReviveAsync(process);
            }
        });
        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }

    private async Task CrashAsync(string name, Func<Task> restart)
    {
        var round = await Round.RunAsync(_suite, name, async random =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 5000)), TimeProvider.System);
            await restart();
        });
        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }
}
