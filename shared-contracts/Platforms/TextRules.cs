namespace ContentMultiplier.Contracts.Platforms;

/// <summary>How a platform counts text and how much of it fits.</summary>
public sealed record TextRules
{
    /// <summary>One of <see cref="TextCounting"/>.</summary>
    public required string Counting { get; init; }

    /// <summary>Most units in one post or in one part of a thread.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Most parts of a thread; 1 when there are no threads.</summary>
    public int MaxParts { get; init; } = 1;

    /// <summary>A post without media needs text.</summary>
    public bool Required { get; init; } = true;
}

public static class TextCounting
{
    public const string Utf16 = "utf16";
    public const string CodePoints = "code_points";
    public const string Graphemes = "graphemes";

    /// <summary>twitter-text configuration v3: weighted ranges, URLs of fixed length, emoji as two.</summary>
    public const string Weighted = "weighted";
}
