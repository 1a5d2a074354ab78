namespace ContentMultiplier.Contracts.Publishing;

/// <summary>What one target gets, after variants are applied: frozen when the post is published.</summary>
public sealed record PostContent
{
    /// <summary>The text, or empty when <see cref="Parts"/> holds a thread.</summary>
    public string Text { get; init; } = "";

    /// <summary>The parts of a thread in their order; empty for a single post.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    public string? Title { get; init; }
    public string? Language { get; init; }

    /// <summary>Where the post leads; the text, or the last part, ends with it or has it somewhere else.</summary>
    public string? Link { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<MediaItem> Media { get; init; } = [];
}
