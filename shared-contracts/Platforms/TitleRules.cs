namespace ContentMultiplier.Contracts.Platforms;

/// <summary>For platforms that show a title: the subject of a mail, the headline of a story.</summary>
public sealed record TitleRules
{
    public bool Required { get; init; } = true;

    /// <summary>Most code points.</summary>
    public required int MaxLength { get; init; }
}
