namespace ContentMultiplier.Contracts.Publishing;

/// <summary>A file that goes with a post. Only its address travels; the worker streams the bytes.</summary>
public sealed record MediaItem
{
    /// <summary>Where the bytes are fetched from (https).</summary>
    public required string Url { get; init; }

    public string? FileName { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Text for people who do not see the picture.</summary>
    public string? AltText { get; init; }
}
