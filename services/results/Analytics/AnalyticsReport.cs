using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Analytics;

/// <summary>Makes figures of counts.</summary>
internal static class AnalyticsReport
{
    public static AnalyticsResponse Of(AnalyticsQuery query, AnalyticsCounts counts) => new()
    {
        From = counts.From,
        To = counts.To,
        TimeZone = query.TimeZone,
        Platform = query.Platform,
        Totals = FiguresOf(counts.Measured),
        Platforms =
        [
            .. counts.Measured.GroupBy(count => count.Platform, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new PlatformFigures(group.Key, FiguresOf(group))),
        ],
        Accounts =
        [
            .. counts.Measured.GroupBy(count => (count.Platform, count.AccountId)).OrderBy(group => group.Key)
                .Select(group => new AccountFigures(
                    group.Key.AccountId, group.Key.Platform, counts.Names.GetValueOrDefault(group.Key.AccountId), FiguresOf(group))),
        ],
        Days =
        [
            .. counts.Days.GroupBy(count => count.Day).OrderBy(group => group.Key)
                .Select(group => Fill(ByStatus(group, count => count.Status, count => count.Count), new DayCounts { Day = group.Key })),
        ],
        BestHours =
        [
            .. BestFirst(counts.Hours.GroupBy(count => count.Hour)
                .Select(group => Fill(ByStatus(group, count => count.Status, count => count.Count), new HourCounts { Hour = group.Key }))),
        ],
        ContentTypes =
        [
            .. BestFirst(counts.Measured.Where(count => count.Measure == Measures.ContentType)
                .GroupBy(count => (count.Platform, Type: count.Key[..count.Key.LastIndexOf(':')]))
                .Select(group => Fill(
                    ByStatus(group, count => count.Key[(count.Key.LastIndexOf(':') + 1)..], count => count.Count),
                    new ContentTypeCounts { Platform = group.Key.Platform, ContentType = group.Key.Type }))),
        ],
    };

    /// <summary>Of the ways to come to rest by what they are counted as.</summary>
    public static T Fill<T>(IReadOnlyDictionary<string, long> byStatus, T counts)
        where T : StatusCounts
    {
        var (published, failed) = (byStatus.GetValueOrDefault(PublicationStatus.Published), byStatus.GetValueOrDefault(PublicationStatus.Failed));
        var (unknown, missed) = (byStatus.GetValueOrDefault(PublicationStatus.Unknown), byStatus.GetValueOrDefault(PublicationStatus.Missed));
        var wanted = published + failed + unknown + missed;
        return (T)(counts with
        {
            Published = published,
            Failed = failed,
            Unknown = unknown,
            Cancelled = byStatus.GetValueOrDefault(PublicationStatus.Cancelled),
            Missed = missed,
            SuccessRate = wanted == 0 ? null : Rate(published, wanted),
        });
    }

    public static Dictionary<string, long> ByStatus<T>(IEnumerable<T> counts, Func<T, string> status, Func<T, long> count) => counts
        .GroupBy(status, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(count), StringComparer.Ordinal);

    private static IOrderedEnumerable<T> BestFirst<T>(IEnumerable<T> counts)
        where T : StatusCounts =>
        counts.Where(count => count.Published > 0).OrderByDescending(count => count.SuccessRate).ThenByDescending(count => count.Published);

    private static AnalyticsFigures FiguresOf(IEnumerable<MeasuredCount> counts)
    {
        var byMeasure = counts.ToLookup(count => count.Measure, StringComparer.Ordinal);
        var attempts = ByStatus(byMeasure[Measures.Attempt], count => count.Key, count => count.Count);
        var tries = attempts.Values.Sum();
        var times = byMeasure[Measures.Time].GroupBy(count => TimeBuckets.Number(count.Key)).ToDictionary(group => group.Key, group => group.Sum(count => count.Count));
        return Fill(
            ByStatus(byMeasure[Measures.Status], count => count.Key, count => count.Count),
            new AnalyticsFigures
            {
                Attempts = tries,
                Retries = byMeasure[Measures.Retry].Sum(count => count.Count),
                UnknownAttempts = attempts.GetValueOrDefault(AttemptResults.Unknown),
                Errors =
                [
                    .. byMeasure[Measures.Error].GroupBy(count => count.Key, StringComparer.Ordinal)
                        .Select(group => (Category: group.Key, Count: group.Sum(count => count.Count)))
                        .OrderByDescending(error => error.Count)
                        .Select(error => new ErrorCounts(error.Category, error.Count, Rate(error.Count, tries))),
                ],
                TimeToPublish = new TimeToPublish(
                    TimeBuckets.Percentile(times, 0.5), TimeBuckets.Percentile(times, 0.95), TimeBuckets.Percentile(times, 0.99)),
            });
    }

    private static double Rate(long part, long whole) => Math.Round((double)part / whole, 4);
}
