using System.Globalization;

namespace ContentMultiplier.Results.Analytics;

/// <summary>
/// Times as counts in fixed buckets, each 1.41 times as wide as the one before: such counts can be added over hours, accounts
/// and platforms, which percentiles cannot. What is read from them is at most a fifth off.
/// </summary>
internal static class TimeBuckets
{
    private const double First = 0.05;
    private const int Count = 48;

    /// <summary>Upper ends in seconds, from 0.05 s to a week.</summary>
    public static readonly double[] Bounds = [.. Enumerable.Range(0, Count).Select(i => First * Math.Pow(2, i / 2.0))];

    /// <param name="counts">By the number of the bucket, as <c>width_bucket</c> gives it.</param>
    /// <param name="share">0.95 for the value that 95 % do not exceed.</param>
    /// <returns>Seconds; null when there is nothing to tell.</returns>
    public static double? Percentile(IReadOnlyDictionary<int, long> counts, double share)
    {
        var total = counts.Values.Sum();
        if (total <= 0)
        {
            return null;
        }

        var rank = share * total;
        var below = 0L;
        foreach (var (bucket, count) in counts.OrderBy(one => one.Key))
        {
            if (below + count >= rank)
            {
                var lower = bucket == 0 ? 0 : Bounds[Math.Min(bucket, Count) - 1];
                var upper = Bounds[Math.Min(bucket, Count - 1)];
                return Math.Round(lower + ((upper - lower) * Math.Clamp((rank - below) / count, 0, 1)), 3);
            }

            below += count;
        }

        return Bounds[^1];
    }

    public static int Number(string key) => int.Parse(key, CultureInfo.InvariantCulture);
}
