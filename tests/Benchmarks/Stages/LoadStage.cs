using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Report;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>One load from its first request to the end of its last publication.</summary>
internal sealed class LoadStage(Bench bench)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<PostTimes> _all = [];

    public IReadOnlyList<PostTimes> All => _all;

    /// <param name="due">When a post sent at that moment is due; null publishes at once.</param>
    public async Task<LoadReport> RunAsync(
        string name, double rate, TimeSpan duration, Func<DateTimeOffset, DateTimeOffset>? due, CancellationToken cancellationToken)
    {
        var before = bench.Processes.Take();
        using var sampling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = bench.Clock.GetUtcNow();
        bench.Settlement.Begin(started);
        var backlog = SampleAsync(started, rate, duration, sampling.Token);
        var times = await bench.Load.RunAsync(rate, duration, due, cancellationToken);
        var last = bench.Clock.GetUtcNow();
        await sampling.CancelAsync();
        var samples = await backlog;

        var lastDue = times.DueAt.Max() is { } latest && latest > last ? latest : last;
        var settled = await bench.Settlement.WaitAsync(
            (long)times.AcceptedCount * PostTimes.Targets, Patience + (lastDue - last), cancellationToken);
        var after = bench.Processes.Take();
        bench.Broker.Worked();
        _all.Add(times);
        bench.Judge.Expect(times);
        await bench.Judge.ReadAsync(cancellationToken);

        var report = new LoadReport
        {
            PostsPerSecond = Math.Round(rate, 1),
            Seconds = Math.Round(duration.TotalSeconds, 1),
            Accepted = times.AcceptedCount,
            Refused = times.Count - times.AcceptedCount,
            Api = Latency.Of(times.Api),
            GeneratorLag = Latency.Of(times.Lag),
            ToPlatformCall = Latency.Of(times.ToCall()),
            SettledAfterSeconds = settled is { } took ? Math.Round(Math.Max(0, (took - (lastDue - last)).TotalSeconds), 2) : null,
            Backlog = samples,
            Cpu = CpuShare.Of(before, after, bench.Clock),
            CpuMsPerPost = after.Since(before)
                .OrderByDescending(one => one.Value)
                .ToDictionary(one => one.Key, one => Math.Round(one.Value * 1000 / Math.Max(1, times.AcceptedCount), 3)),
        };
        Bench.Say($"{name}: {rate:0.#} posts/s, {report.Accepted} accepted, {report.Refused} refused; API {report.Api}; "
            + $"to call {report.ToPlatformCall}; settled after {report.SettledAfterSeconds} s; cores: suite {report.Cpu.Suite:0.00}, "
            + $"servers {report.Cpu.Servers:0.00}, sandbox {report.Cpu.Sandbox:0.00}, load {report.Cpu.LoadGenerator:0.00}, others {report.Cpu.Others:0.00}");
        return report;
    }

    private async Task<List<long>> SampleAsync(DateTimeOffset since, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        List<long> samples = [];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), bench.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var wanted = Math.Min((bench.Clock.GetUtcNow() - since).TotalSeconds, duration.TotalSeconds) * rate * PostTimes.Targets;
                samples.Add(Math.Max(0, (long)wanted - await bench.Settlement.CountAsync(CancellationToken.None)));
            }
        }
        catch (OperationCanceledException)
        {
        }

        return samples;
    }
}
