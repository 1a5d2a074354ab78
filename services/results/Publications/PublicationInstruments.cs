using System.Diagnostics.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Results.Publications;

internal static class PublicationInstruments
{
    private static readonly Counter<long> Changes = Observability.Meter.CreateCounter<long>(
        "publication.changes", "{change}", "Publications that moved to another status, by platform and status.");

    private static readonly Counter<long> Failures = Observability.Meter.CreateCounter<long>(
        "publication.failures", "{publication}", "Publications that failed or became unknown, by platform and category.");

    private static readonly Histogram<double> Punctuality = Observability.Meter.CreateHistogram(
        "publication.punctuality", "s", "From the time a publication was due, or accepted when it was for now, until its platform had it.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21600, 86400] });

    public static void Changed(Publication publication)
    {
        var platform = KeyValuePair.Create<string, object?>("platform", publication.Platform);
        Changes.Add(1, platform, KeyValuePair.Create<string, object?>("status", publication.Status));
        if (publication.Status is PublicationStatus.Failed or PublicationStatus.Unknown)
        {
            Failures.Add(1, platform, KeyValuePair.Create<string, object?>("category", publication.Category));
        }

        if (publication is { Status: PublicationStatus.Published, PublishedAt: { } at })
        {
            var wanted = publication.DueAt ?? publication.CreatedAt;
            Punctuality.Record(Math.Max(0, (at - wanted).TotalSeconds), platform);
        }
    }
}
