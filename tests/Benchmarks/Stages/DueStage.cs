using ContentMultiplier.Benchmarks.Meters;
using ContentMultiplier.Benchmarks.Report;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>
/// What coming due costs: with a thousand and with a million rows that wait for later, and with ten thousand of fifty workspaces at
/// one instant.
/// </summary>
internal sealed class DueStage(Bench bench, BenchOptions options)
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Together = 2_000;
    private const int Workspaces = 50;
    private const int Large = 9_000;
    private const int All = 10_000;

    public async Task<DueReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var meter = await DueMeter.OpenAsync(bench.SchedulerDatabase, bench.Clock, cancellationToken);
        var rounds = options.Rounds;

        // Compiled and prepared once.
        await meter.PendAsync(Few, cancellationToken);
        await RoundAsync(meter, "warm-up", Even(Together), cancellationToken);
        await RoundAsync(meter, "warm-up", Even(Together), cancellationToken);

        var few = await RoundsAsync(meter, $"{Few} pending", rounds, cancellationToken);
        await meter.PendAsync(Many, cancellationToken);
        var many = await RoundsAsync(meter, $"{Many} pending", rounds, cancellationToken);
        var uneven = await RoundAsync(meter, "one instant, a million pending", Uneven(), cancellationToken);
        await meter.PendAsync(0, cancellationToken);
        var alone = await RoundAsync(meter, "one instant", Uneven(), cancellationToken);

        return new DueReport
        {
            Machine = Machine.Describe(),
            Few = few,
            Many = many,
            ManyToFew = Math.Round(many.LastMs / few.LastMs, 2),
            OneInstant = alone,
            OneInstantBesideMany = uneven,
            IsExact = meter.IsExact,
        };
    }

    /// <summary>The round in the middle, by the time at which the last row was taken.</summary>
    private static async Task<DueRound> RoundsAsync(DueMeter meter, string name, int rounds, CancellationToken cancellationToken)
    {
        List<DueRound> all = [];
        for (var i = 0; i < rounds; i++)
        {
            all.Add(await RoundAsync(meter, name, Even(Together), cancellationToken));
        }

        return all.OrderBy(round => round.LastMs).ElementAt(rounds / 2);
    }

    private static async Task<DueRound> RoundAsync(DueMeter meter, string name, int[] counts, CancellationToken cancellationToken)
    {
        var round = await meter.RunAsync(counts, cancellationToken);
        Bench.Say($"{name}: {counts.Sum()} due together, first {round.FirstMs} ms, last {round.LastMs} ms after; the small ones' {round.Small}");
        return round;
    }

    private static int[] Even(int count) => [.. Enumerable.Repeat(count / Workspaces, Workspaces)];

    private static int[] Uneven()
    {
        var small = (All - Large) / (Workspaces - 1);
        return [All - (small * (Workspaces - 1)), .. Enumerable.Repeat(small, Workspaces - 1)];
    }
}
