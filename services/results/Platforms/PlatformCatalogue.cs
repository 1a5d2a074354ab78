using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Results.Platforms;

/// <summary>What results has to know of a platform: what of it can be read, and what can be changed there.</summary>
internal sealed class Platform
{
    public string Slug { get; init; } = "";
    public bool CanReconcile { get; init; }
    public bool CanCollectMetrics { get; init; }
    public bool CanRemove { get; init; }
    public bool CanEdit { get; init; }

    public static Platform Of(PublisherAnnounced announced) => new()
    {
        Slug = announced.Platform,
        CanReconcile = announced.Capabilities.CanReconcile,
        CanCollectMetrics = announced.Capabilities.CanCollectMetrics,
        CanRemove = announced.Capabilities.CanRemove,
        CanEdit = announced.Capabilities.CanEdit,
    };
}

/// <summary>The platforms as last announced, in memory.</summary>
internal sealed class PlatformCatalogue
{
    private readonly ConcurrentDictionary<string, Known> _platforms = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _remembered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The platforms that give numbers of posts.</summary>
    public string[] WithMetrics => [.. _platforms.Where(platform => platform.Value.CanCollectMetrics).Select(platform => platform.Key)];

    /// <summary>Until the platforms of the last run are known: before, a process that has just begun would take each for one that can nothing.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _remembered.Task.WaitAsync(cancellationToken);

    public void HasRemembered() => _remembered.TrySetResult();

    public bool CanReconcile(string slug) => _platforms.GetValueOrDefault(slug).CanReconcile;

    public bool CanCollectMetrics(string slug) => _platforms.GetValueOrDefault(slug).CanCollectMetrics;

    public bool CanRemove(string slug) => _platforms.GetValueOrDefault(slug).CanRemove;

    public bool CanEdit(string slug) => _platforms.GetValueOrDefault(slug).CanEdit;

    /// <returns>True when this is news.</returns>
    public bool Learn(Platform platform)
    {
        var told = new Known(platform.CanReconcile, platform.CanCollectMetrics, platform.CanRemove, platform.CanEdit);
        var isNews = !_platforms.TryGetValue(platform.Slug, out var known) || known != told;
        _platforms[platform.Slug] = told;
        return isNews;
    }

    private readonly record struct Known(bool CanReconcile, bool CanCollectMetrics, bool CanRemove, bool CanEdit);
}
