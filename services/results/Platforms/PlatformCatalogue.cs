using System.Collections.Concurrent;

namespace ContentMultiplier.Results.Platforms;

/// <summary>What results has to know of a platform: whether it can be read back.</summary>
internal sealed class Platform
{
    public string Slug { get; init; } = "";
    public bool CanReconcile { get; init; }
}

/// <summary>The platforms as last announced, in memory.</summary>
internal sealed class PlatformCatalogue
{
    private readonly ConcurrentDictionary<string, bool> _canReconcile = new(StringComparer.Ordinal);

    public bool CanReconcile(string slug) => _canReconcile.GetValueOrDefault(slug);

    /// <returns>True when this is news.</returns>
    public bool Learn(string slug, bool canReconcile)
    {
        var isNews = !_canReconcile.TryGetValue(slug, out var known) || known != canReconcile;
        _canReconcile[slug] = canReconcile;
        return isNews;
    }
}
