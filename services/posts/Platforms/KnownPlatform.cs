using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Posts.Platforms;

/// <summary>A platform as its worker last described it.</summary>
internal sealed record KnownPlatform(
    string Slug, string DisplayName, string Version, PlatformCapabilities Capabilities, DateTimeOffset LastSeenAt)
{
    /// <summary>Three announcements missed.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(100);

    public bool IsAlive(DateTimeOffset now) => now - LastSeenAt < SilentAfter;
}

/// <summary>Every platform ever announced, under its slug and its other names.</summary>
internal sealed class KnownPlatforms
{
    private readonly Dictionary<string, KnownPlatform> _byName = new(StringComparer.Ordinal);

    public KnownPlatforms(IReadOnlyList<KnownPlatform> all, long loadedAt)
    {
        All = all;
        LoadedAt = loadedAt;
        foreach (var platform in all)
        {
            _byName[platform.Slug] = platform;
        }

        // A slug is never hidden by another platform's alias.
        foreach (var platform in all)
        {
            foreach (var alias in platform.Capabilities.Aliases)
            {
                _byName.TryAdd(alias, platform);
            }
        }
    }

    public IReadOnlyList<KnownPlatform> All { get; }

    public long LoadedAt { get; }

    public KnownPlatform? Find(string name) => _byName.GetValueOrDefault(name);
}
