namespace ContentMultiplier.Publishing;

/// <summary>The platform this process is for.</summary>
internal sealed record PlatformSlug(string Value);
