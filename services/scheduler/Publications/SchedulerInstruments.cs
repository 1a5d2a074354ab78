using System.Diagnostics.Metrics;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Scheduler.Publications;

internal static class SchedulerInstruments
{
    /// <summary>One measurement for each publication: what is handed over is counted by it too.</summary>
    public static readonly Histogram<double> Lateness = Observability.Meter.CreateHistogram(
        "scheduler.lateness", "s", "From the time a publication was due until it was handed over, committed.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600] });
}
