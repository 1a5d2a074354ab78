namespace ContentMultiplier.Results.Publications;

/// <summary>One try that came to an end, whatever end.</summary>
internal sealed class Attempt
{
    public Guid PublicationId { get; init; }
    public Guid WorkspaceId { get; init; }

    /// <summary>Which dispatch it was, from 1.</summary>
    public int Number { get; init; }

    public string Result { get; init; } = "";
    public string? Category { get; init; }
    public string? Detail { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
}
