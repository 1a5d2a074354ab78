namespace ContentMultiplier.Contracts.Platforms;

/// <summary>Which files a platform takes. The default takes none.</summary>
public sealed record MediaRules
{
    public int MaxItems { get; init; }

    /// <summary>Bytes of one file; 0 where unlimited or unknown.</summary>
    public long MaxBytes { get; init; }

    /// <summary>MIME types, with <c>image/*</c> forms; empty takes every type.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];
}
