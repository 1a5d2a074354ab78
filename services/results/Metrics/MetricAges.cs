using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Metrics;

/// <summary>How long after publishing the numbers are read.</summary>
internal sealed class MetricAges(IOptions<ResultsOptions> options)
{
    private static readonly TimeSpan Coarsest = TimeSpan.FromMinutes(5);

    private readonly long[] _ages =
        [.. options.Value.MetricAges.Select(age => (long)age.TotalSeconds).Where(age => age > 0).Distinct().Order()];

    /// <summary>Null when nothing is to be read at all.</summary>
    public long? First => _ages.Length > 0 ? _ages[0] : null;

    public TimeSpan Last => TimeSpan.FromSeconds(_ages.Length > 0 ? _ages[^1] : 0);

    public long? After(long age) => Array.Find(_ages, next => next > age) is var next and > 0 ? next : null;

    /// <summary>What is read now of a publication whose turn is at <paramref name="age"/>: after a long silence the latest age only.</summary>
    public long Reached(long age, DateTimeOffset publishedAt, DateTimeOffset now) =>
        Array.FindLast(_ages, next => next > age && DueAt(publishedAt, next) <= now) is var latest and > 0 ? latest : age;

    /// <summary>Some minutes late at the most, so that the posts of an account come due together and are asked about together.</summary>
    public static DateTimeOffset DueAt(DateTimeOffset publishedAt, long age)
    {
        var grid = Math.Min(TimeSpan.FromSeconds(age).Ticks / 60, Coarsest.Ticks);
        var due = publishedAt.ToUniversalTime().AddSeconds(age);
        return grid > 0 && due.Ticks % grid is var over and > 0 ? due.AddTicks(grid - over) : due;
    }
}
