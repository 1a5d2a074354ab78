using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Report;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>Raises the rate until something piles up, then looks between the last rate that held and the first that did not.</summary>
internal sealed class StepSearch(LoadStage loads, BenchOptions options)
{
    private const double Raise = 1.25;
    private const double Precision = 1.06;
    private const int MostSteps = 8;

    /// <summary>What is still under way in a suite that keeps up; one that does not needs longer, the more the longer the load was.</summary>
    private const double LongestSettling = 1;
    private const double LongestApi = 1000;

    public async Task<StepsReport> RunAsync(CancellationToken cancellationToken)
    {
        List<StepReport> steps = [];
        var (held, failed) = (0.0, double.PositiveInfinity);
        var rate = options.Rate;
        while (steps.Count < MostSteps && failed / Math.Max(1, held) > Precision)
        {
            var load = await loads.RunAsync("step", rate, options.Step, null, cancellationToken);
            var sustained = load is { Refused: 0, SettledAfterSeconds: < LongestSettling, Api.P99: < LongestApi };
            steps.Add(new StepReport(sustained, load));
            (held, failed) = sustained ? (Math.Max(held, rate), failed) : (held, Math.Min(failed, rate));
            rate = double.IsInfinity(failed) ? rate * Raise : held == 0 ? rate / Raise : (held + failed) / 2;
        }

        return new StepsReport(Math.Round(held), Math.Round(held * PostTimes.Targets), steps);
    }
}
