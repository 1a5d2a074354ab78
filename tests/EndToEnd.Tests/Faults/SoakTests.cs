using System.Globalization;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>
/// Five posts a second for as long as <c>SOAK_MINUTES</c> says (10; 1440 is a day), in laps of two minutes with a new user each, while
/// processes die and stand still and the broker and the database crash. The first and the last lap are without faults: between their ends
/// no process may have come to hold more.
/// </summary>
[Category("Long")]
public sealed class SoakTests
{
    private const string Length = "SOAK_MINUTES";
    private const int Usual = 10;
    private const int FewestLaps = 3;
    private const int PostsPerSecond = 5;

    /// <summary>The heap of a process grows and shrinks by that much between two collections.</summary>
    private const long Slack = 48 * Footprint.Megabyte;

    private static readonly TimeSpan Lap = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private static readonly RoundSize Size = new(
        Posts: (int)Lap.TotalSeconds * PostsPerSecond, Over: Lap, Deadline: TimeSpan.FromMinutes(5), Accounts: 3);

    /// <summary>What processes measure of themselves is kept until the end; the test must not grow either.</summary>
    private static readonly Dictionary<string, string> Seldom = new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "300000" };

    private static readonly string[] Processes =
        ["gateway", "auth", "posts", "scheduler", "results", "media", "webhooks", "publisher-twitter", "publisher-discord"];

    private readonly TimeProvider _clock = TimeProvider.System;
    private SuiteUnderTest _suite = null!;

    [SetUp]
    public async Task StartAsync() => _suite = await SuiteUnderTest.WithOwnServersAsync(settings: Seldom);

    [TearDown]
    public async Task EndAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [Test]
    public async Task Row_44_five_posts_a_second_under_random_faults_lose_and_double_nothing_and_nothing_grows()
    {
        var minutes = int.TryParse(Environment.GetEnvironmentVariable(Length), CultureInfo.InvariantCulture, out var given) ? given : Usual;
        var laps = Math.Max(FewestLaps, (int)(TimeSpan.FromMinutes(minutes) / Lap));

        await RunLapAsync("calm, at first", _ => Task.CompletedTask);
        var oracle = Oracle.Watch(_suite, Slack);
        var warm = Oracle.FootprintsOf(_suite);
        for (var lap = 2; lap < laps; lap++)
        {
            await RunLapAsync($"lap {lap} of {laps}", random => Task.WhenAll(
                DisturbAsync(new Random(random.Next()), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12), DisturbProcessAsync),
                DisturbAsync(new Random(random.Next()), TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(45), CrashServerAsync)));
        }

        await RunLapAsync("calm, at last", _ => Task.CompletedTask);
        foreach (var (name, held) in Oracle.FootprintsOf(_suite).OrderBy(one => one.Key))
        {
            await TestContext.Progress.WriteLineAsync($"{name} holds {held}; at first {warm[name]}");
        }

        Assert.That(await oracle.MistakesAsync(), Is.Empty);
    }

    private async Task RunLapAsync(string name, Func<Random, Task> disturb)
    {
        var round = await Round.RunAsync(_suite, name, disturb, size: Size, isLap: true);
        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty, name);
    }

    /// <summary>One fault after another until the lap is nearly over.</summary>
    private async Task DisturbAsync(Random random, TimeSpan shortest, TimeSpan longest, Func<Random, Task> disturb)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(shortest + ((longest - shortest) * random.NextDouble()), _clock);
            if (_clock.GetElapsedTime(started) > Lap - Rest)
            {
                return;
            }

            await disturb(random);
        }
    }

    private async Task DisturbProcessAsync(Random random)
    {
        var process = Processes[random.Next(Processes.Length)];
        if (random.Next(3) > 0)
        {
            await TestContext.Progress.WriteLineAsync($"killing {process}");
            await _suite.Processes.Suite.CrashAsync(process);
        }
        else
        {
            await TestContext.Progress.WriteLineAsync($"stopping {process}");
            _suite.Processes.Suite.Stop(process);
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 12)), _clock);
            _suite.Processes.Suite.Resume(process);
        }

        await _suite.Processes.Suite.WaitReadyAsync(process, CancellationToken.None);
    }

    private async Task CrashServerAsync(Random random)
    {
        var isBroker = random.Next(2) == 0;
        await TestContext.Progress.WriteLineAsync(isBroker ? "crashing the broker" : "crashing the database");
        await (isBroker ? _suite.Processes.Rabbit.RestartAsync(CancellationToken.None) : _suite.Processes.Postgres.RestartAsync(CancellationToken.None));
    }
}
