using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Report;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>The stages of a run, in the order in which one does not spoil the next.</summary>
internal sealed class Plan(Bench bench, BenchOptions options)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(4);
    private readonly LoadStage _loads = new(bench);

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        // Compiled, connected and leased once, as after a minute of any real day.
        await _loads.RunAsync("warm-up, slow", options.Rate / 3, options.WarmUp * 0.4, null, cancellationToken);
        await _loads.RunAsync("warm-up", options.Rate, options.WarmUp * 0.6, null, cancellationToken);
        await _loads.RunAsync("warm-up, scheduled", options.Rate / 2, options.WarmUp * 0.2, sent => sent + Ahead, cancellationToken);

        var atRest = await _loads.RunAsync("at rest", 2, TimeSpan.FromSeconds(options.Singles / 2.0), null, cancellationToken);
        var idle = await IdleAsync(cancellationToken);
        var steady = await CountedAsync(
            () => WithStatementsAsync(() => _loads.RunAsync("steady", options.Rate, options.Steady, null, cancellationToken), cancellationToken),
            cancellationToken);
        steady = steady with { MemoryMib = bench.Processes.Memory(), PeakMemoryMib = bench.Processes.PeakMemory() };

        var scheduled = await CountedAsync(
            () => WithStatementsAsync(
                () => _loads.RunAsync("scheduled", options.Rate, options.Steady * 0.6, sent => sent + Ahead, cancellationToken), cancellationToken),
            cancellationToken);
        var together = bench.Clock.GetUtcNow() + Ahead;
        var burst = await _loads.RunAsync("all due at once", options.Rate, TimeSpan.FromSeconds(1), _ => together, cancellationToken);
        var highest = options.Steps ? await new StepSearch(_loads, options).RunAsync(cancellationToken) : null;

        return new BenchReport
        {
            Machine = Machine.Describe(),
            Idle = idle,
            Steady = steady,
            Scheduled = scheduled,
            Burst = burst,
            AtRest = atRest,
            Highest = highest,
            Check = await CheckAsync(cancellationToken),
        };
    }

    private async Task<IdleReport> IdleAsync(CancellationToken cancellationToken)
    {
        // What the last load left to do is not idleness.
        await Task.Delay(TimeSpan.FromSeconds(2), bench.Clock, cancellationToken);
        var before = bench.Processes.Take();
        await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), bench.Clock, cancellationToken);
        var cpu = CpuShare.Of(before, bench.Processes.Take(), bench.Clock);
        Bench.Say($"idle: suite {cpu.Suite:0.000} and servers {cpu.Servers:0.000} of a core; others {cpu.Others:0.00}");
        return new IdleReport(options.IdleSeconds, cpu, bench.Processes.Memory());
    }

    private async Task<LoadReport> CountedAsync(Func<Task<LoadReport>> load, CancellationToken cancellationToken)
    {
        if (!options.CountMessages)
        {
            return await load();
        }

        var before = await bench.Broker.PublishedAsync(cancellationToken);
        var report = await load();
        var published = await bench.Broker.PublishedAsync(cancellationToken) - before;
        return report with { MessagesPerPost = Math.Round(published / (double)Math.Max(1, report.Accepted), 2) };
    }

    private async Task<LoadReport> WithStatementsAsync(Func<Task<LoadReport>> load, CancellationToken cancellationToken)
    {
        if (bench.Statements is not { } statements)
        {
            return await load();
        }

        await statements.ResetAsync(cancellationToken);
        var report = await load();
        return report with { Statements = await statements.ReadAsync(cancellationToken) };
    }

    private async Task<CheckReport> CheckAsync(CancellationToken cancellationToken)
    {
        // The sandbox writes a moment after it answers.
        await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellationToken);
        await bench.Judge.ReadAsync(cancellationToken);
        var notOnce = _loads.All.Sum(load => load.NotOnce());
        var scheduled = _loads.All.Where(load => load.DueAt[0] is not null).SelectMany(load => load.ToCall()).ToList();
        var check = new CheckReport(
            notOnce == 0 && bench.Judge.Strangers == 0,
            _loads.All.Sum(load => load.AcceptedCount) * PostTimes.Targets,
            notOnce,
            bench.Judge.Strangers,
            scheduled.Count == 0 ? null : Math.Round(scheduled.Min(), 2));
        Bench.Say($"check: {check.Publications} publications, {check.NotOnce} not exactly once, earliest {check.EarliestAfterDueMs} ms after it was due");
        return check;
    }
}
