using ContentMultiplier.Contracts.Api.Results;

namespace ContentMultiplier.Results.Inbound;

/// <summary>How often a platform told of one thing.</summary>
internal sealed record InboundNumber(string Name, string? Metric, long Count, DateTimeOffset At);

/// <summary>Numbers that were told, beside numbers that were asked for.</summary>
internal static class InboundNumbers
{
    public const string Select = """
        select c.publication_id, c.name, c.metric, greatest(c.count, 0), c.last_at
        from inbound_counts c join publications p on p.id = c.publication_id
        where p.post_id = $1 and p.workspace_id = $2 order by c.publication_id, c.name
        """;

    public static Dictionary<string, long> Common(IEnumerable<InboundNumber> numbers) => numbers
        .Where(number => number.Metric is not null)
        .GroupBy(number => number.Metric!, number => number.Count, StringComparer.Ordinal)
        .ToDictionary(metric => metric.Key, metric => metric.Sum(), StringComparer.Ordinal);

    public static Dictionary<string, long> Own(IEnumerable<InboundNumber> numbers) =>
        numbers.ToDictionary(number => number.Name, number => number.Count, StringComparer.Ordinal);

    public static long AgeOf(DateTimeOffset? publishedAt, DateTimeOffset at) =>
        publishedAt is { } published ? Math.Max(0, (long)(at - published).TotalSeconds) : 0;

    /// <summary>Both tell of the same things, so the greater number counts and never their sum.</summary>
    public static TargetAnalytics With(this TargetAnalytics target, IReadOnlyCollection<InboundNumber> numbers)
    {
        if (numbers.Count == 0)
        {
            return target;
        }

        var at = numbers.Max(number => number.At);
        var asked = target.Latest;
        return target with
        {
            Collection = target.Collection == CollectionStates.None ? CollectionStates.Told : target.Collection,
            Latest = new MetricsReadingResponse(
                Math.Max(asked?.AgeSeconds ?? 0, AgeOf(target.PublishedAt, at)),
                asked?.CollectedAt > at ? asked.CollectedAt : at,
                Greater(asked?.Metrics, Common(numbers)),
                Greater(asked?.Own, Own(numbers))),
        };
    }

    private static Dictionary<string, long> Greater(IReadOnlyDictionary<string, long>? asked, Dictionary<string, long> told)
    {
        foreach (var (name, count) in asked ?? new Dictionary<string, long>())
        {
            told[name] = Math.Max(count, told.GetValueOrDefault(name));
        }

        return told;
    }
}
