namespace ContentMultiplier.Contracts.Scheduling;

/// <summary>Event: the time of these publications has come. Scheduler sends it to posts, up to a hundred together.</summary>
public sealed record PublicationsDue
{
    public required IReadOnlyList<DuePublication> Publications { get; init; }
}

public sealed record DuePublication
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required int Attempt { get; init; }
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The time that a person moved it to; null where nobody did.</summary>
    public DateTimeOffset? MovedTo { get; init; }
}
