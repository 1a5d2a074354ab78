using System.Collections.Concurrent;

namespace ContentMultiplier.Results.Platforms;

/// <summary>What results has to know of a platform: what of it can be read.</summary>
internal sealed class Platform
{
    public string Slug { get; init; } = "";
    public bool CanReconcile { get; init; }
    public bool CanCollectMetrics { get; init; }
}

/// <summary>The platforms as last announced, in memory.</summary>
internal sealed class PlatformCatalogue
{
    private readonly ConcurrentDictionary<string, Known> _platforms = new(StringComparer.Ordinal);

    /// <summary>The platforms that give numbers of posts.</summary>
    public string[] WithMetrics => [.. _platforms.Where(platform => platform.Value.CanCollectMetrics).Select(platform => platform.Key)];

    public bool CanReconcile(string slug) => _platforms.GetValueOrDefault(slug).CanReconcile;

    public bool CanCollectMetrics(string slug) => _platforms.GetValueOrDefault(slug).CanCollectMetrics;

    /// <returns>True when this is news.</returns>
    public bool Learn(string slug, bool canReconcile, bool canCollectMetrics)
    {
        var told = new Known(canReconcile, canCollectMetrics);
        var isNews = !_platforms.TryGetValue(slug, out var known) || known != told;
        _platforms[slug] = told;
        return isNews;
    }

    private readonly record struct Known(bool CanReconcile, bool CanCollectMetrics);
}
