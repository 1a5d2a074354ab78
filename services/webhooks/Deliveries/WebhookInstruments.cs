using System.Diagnostics.Metrics;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Webhooks.Deliveries;

internal static class WebhookInstruments
{
    private static readonly Counter<long> Deliveries = Observability.Meter.CreateCounter<long>(
        "webhook.deliveries", "{try}", "Tries of deliveries that ended, by result.");

    private static readonly Histogram<double> Duration = Observability.Meter.CreateHistogram(
        "webhook.delivery.duration", "s", "From a request to the end of its answer, or to where it was given up.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30] });

    private static readonly Gauge<double> OldestDue = Observability.Meter.CreateGauge<double>(
        "webhook.oldest_due", "s", "How long the delivery has been due that waits longest for its turn.");

    private static readonly Gauge<long> Endpoints = Observability.Meter.CreateGauge<long>(
        "webhook.endpoints", "{endpoint}", "Endpoints of all workspaces, by state.");

    public static void Ended(Record record)
    {
        var outcome = record.Outcome;
        if (outcome.Problem == SendOutcome.EndpointDisabled)
        {
            return;
        }

        var result = KeyValuePair.Create<string, object?>("result", record.State == "pending" ? "retried" : record.State);
        Deliveries.Add(1, result, KeyValuePair.Create<string, object?>("problem", outcome.Problem));
        Duration.Record(outcome.Duration.TotalSeconds, result);
    }

    public static void Waits(TimeSpan longest) => OldestDue.Record(longest.TotalSeconds);

    public static void Counted(string state, long endpoints) => Endpoints.Record(endpoints, KeyValuePair.Create<string, object?>("state", state));
}
