using System.Diagnostics.Metrics;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Publishing;

internal static class PublishingMetrics
{
    /// <summary>Attempts that ended, by result and category.</summary>
    public static readonly Counter<long> Attempts = Observability.Meter.CreateCounter<long>("publisher.attempts", "{attempt}");

    /// <summary>From the delivery to the outcome.</summary>
    public static readonly Histogram<double> Duration = Observability.Meter.CreateHistogram<double>("publisher.attempt.duration", "s");
}
