namespace ContentMultiplier.Contracts.Scheduling;

/// <summary>Event: a person gave these publications another time. Scheduler sends it to posts and results.</summary>
public sealed record PublicationsMoved
{
    public required IReadOnlyList<MovedPublication> Publications { get; init; }
}

public sealed record MovedPublication
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was moved: an earlier move that arrives later changes nothing.</summary>
    public required int Number { get; init; }
}
