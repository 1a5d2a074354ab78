using System.Globalization;
using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Report;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>One endpoint that hangs, among a thousand good ones, each of a workspace of its own.</summary>
internal sealed class WebhookStage(Bench bench, BenchOptions options)
{
    private const int Good = 1_000;
    private const double Rate = 200;

    /// <summary>Every so many events is one of the dead endpoint's.</summary>
    private const int DeadShare = 10;

    private const double TargetMs = 2_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<WebhookReport> RunAsync(CancellationToken cancellationToken)
    {
        var loadBefore = LoadAverage();
        await using var receivers = await WebhookReceivers.StartAsync(bench.Clock);
        using var caller = await Caller.CreateAsync(bench.Gateway, cancellationToken);
        var workspaces = new Guid[Good];
        Bench.Say($"{Good + 1} endpoints …");
        await Parallel.ForAsync(0, Good, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (number, ct) =>
            workspaces[number] = await AddEndpointAsync(caller, $"{receivers.Address}/good/{number}", ct));
        var dead = await AddEndpointAsync(caller, receivers.Address + "/dead", cancellationToken);

        await using var source = await EventSource.OpenAsync(bench.BrokerAddress, bench.Clock, cancellationToken);
        await MeasureAsync("warm-up", source, receivers, WarmUp, number => workspaces[number % Good], cancellationToken);
        var without = await MeasureAsync("all good", source, receivers, options.Steady, number => workspaces[number % Good], cancellationToken);
        var before = bench.Processes.Take();
        var beside = await MeasureAsync(
            "one dead", source, receivers, options.Steady, number => number % DeadShare == 0 ? dead : workspaces[number % Good], cancellationToken, dead);
        var cpu = CpuShare.Of(before, bench.Processes.Take(), bench.Clock);
        return new WebhookReport
        {
            Machine = Machine.Describe(),
            LoadAverageBefore = loadBefore,
            LoadAverageAfter = LoadAverage(),
            GoodEndpoints = Good,
            EventsPerSecond = Rate,
            Seconds = options.Steady.TotalSeconds,
            WithoutDead = without.Latency,
            BesideDead = beside.Latency,
            Missing = without.Missing + beside.Missing,
            Twice = without.Twice + beside.Twice,
            Hanging = receivers.Hanging,
            Cpu = cpu,
            IsWithinTarget = beside is { Missing: 0, Latency.P99: <= TargetMs },
        };
    }

    private static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<Guid> AddEndpointAsync(Caller caller, string url, CancellationToken cancellationToken)
    {
        var workspace = await caller.CreateWorkspaceAsync("w-" + Guid.NewGuid().ToString("N")[..8], cancellationToken);
        await caller.PostAsync("/api/publishing/webhooks", new { url, events = new[] { "publication.published" } }, workspace, cancellationToken);
        return workspace;
    }

    private async Task<Measured> MeasureAsync(
        string name, EventSource source, WebhookReceivers receivers, TimeSpan duration, Func<int, Guid> workspaceOf, CancellationToken cancellationToken,
        Guid? dead = null)
    {
        HashSet<int> unheard = [];
        var count = (int)(Rate * duration.TotalSeconds);
        var numbers = 0;
        var due = await source.RunAsync(
            count,
            Rate,
            number =>
            {
                var workspace = workspaceOf(number);
                if (workspace == dead)
                {
                    unheard.Add(numbers);
                }

                numbers++;
                return workspace;
            },
            cancellationToken);
        List<KeyValuePair<Guid, long>> expected = [.. due.Where((_, number) => !unheard.Contains(number))];
        var until = bench.Clock.GetTimestamp();
        while (expected.Any(one => !receivers.Received.ContainsKey(one.Key)) && bench.Clock.GetElapsedTime(until) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), bench.Clock, cancellationToken);
        }

        List<double> times =
        [
            .. from one in expected
               where receivers.Received.ContainsKey(one.Key)
               select bench.Clock.GetElapsedTime(one.Value, receivers.Received[one.Key].First()).TotalMilliseconds,
        ];
        var measured = new Measured(
            Latency.Of(times), expected.Count - times.Count, expected.Count(one => receivers.Received.TryGetValue(one.Key, out var all) && all.Count > 1));
        Bench.Say($"{name}: {times.Count} of {expected.Count} events at {Rate}/s heard; {measured.Latency}");
        return measured;
    }

    private sealed record Measured(Latency? Latency, int Missing, int Twice);
}
