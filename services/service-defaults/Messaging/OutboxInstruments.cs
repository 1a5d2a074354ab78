using System.Diagnostics.Metrics;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>How far the broker is behind what the database owes it.</summary>
internal static class OutboxInstruments
{
    public static readonly Histogram<double> Delay = Observability.Meter.CreateHistogram(
        "outbox.delay", "s", "From the writing of a message until the broker confirmed it.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600] });

    /// <summary>Gauges over the messages that a dispatcher holds.</summary>
    public static void Observe(Func<ICollection<Guid>> held, TimeProvider time)
    {
        Observability.Meter.CreateObservableGauge("outbox.messages", () => held().Count, "{message}", "Messages that are owed to the broker.");
        Observability.Meter.CreateObservableGauge("outbox.age", () => AgeOf(held(), time), "s", "Age of the oldest message that is owed to the broker.");
    }

    /// <summary>When the id was made, which is when the message was written.</summary>
    public static TimeSpan AgeOf(Guid messageId, TimeProvider time) =>
        TimeSpan.FromMilliseconds(Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - TimedId.MillisecondsOf(messageId)));

    private static double AgeOf(ICollection<Guid> held, TimeProvider time) => held.Count == 0 ? 0 : AgeOf(held.Min(), time).TotalSeconds;
}
