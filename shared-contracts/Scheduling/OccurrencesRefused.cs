namespace ContentMultiplier.Contracts.Scheduling;

/// <summary>Event: these times of recurrences brought no copy. Posts sends it to scheduler, which shows why.</summary>
public sealed record OccurrencesRefused
{
    public required IReadOnlyList<RefusedOccurrence> Refusals { get; init; }
}

public sealed record RefusedOccurrence
{
    public required Guid RecurrenceId { get; init; }
    public required DateTimeOffset OccursAt { get; init; }

    /// <summary>For people.</summary>
    public required string Problem { get; init; }
}
