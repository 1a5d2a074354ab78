namespace ContentMultiplier.Contracts.Scheduling;

/// <summary>Command: wake these publications at their time. Posts sends it for scheduled posts, results for further attempts.</summary>
public sealed record SchedulePublications
{
    public required IReadOnlyList<ScheduleEntry> Entries { get; init; }

    /// <summary>Somebody has just planned them. False where results wakes what is under way already.</summary>
    public bool IsPlan { get; init; }
}

/// <summary>Unique by publication and attempt: the same entry twice is one.</summary>
public sealed record ScheduleEntry
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public required int Attempt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}
