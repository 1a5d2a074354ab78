using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Contracts.Preview;

/// <summary>Request: what would be sent? Posts asks the platform's worker, which answers with the code that publishes.</summary>
public sealed record PreviewPost
{
    public required string Platform { get; init; }
    public string? ContentType { get; init; }
    public required PostContent Content { get; init; }
    public JsonElement? Options { get; init; }
}

/// <summary>Answer to <see cref="PreviewPost"/>.</summary>
public sealed record PostPreviewed
{
    public IReadOnlyList<PreviewPart> Parts { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];
    public IReadOnlyList<ContentError> Errors { get; init; } = [];
}

/// <param name="Count">Units by the platform's own rule.</param>
public sealed record PreviewPart(string Text, int Count, int Limit);

/// <param name="Field">Where, such as <c>text</c> or <c>parts[2]</c>.</param>
/// <param name="Message">What is wrong, the limit and the number, and what to do.</param>
public sealed record ContentError(string Field, string Message);
