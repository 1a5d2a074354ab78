namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: the wait of these publications for another one is over. Posts sends it when the other one has ended; results then
/// has them sent at their time, or cancels what is not wanted any more.
/// </summary>
public sealed record PublicationsReleased
{
    public required IReadOnlyList<ReleasedPublication> Publications { get; init; }
}

/// <remarks>It may arrive before the request of the same publication, which is why it repeats what that says.</remarks>
public sealed record ReleasedPublication
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public string? AccountName { get; init; }

    /// <summary>The publication that it waited for.</summary>
    public required Guid WaitedFor { get; init; }

    /// <summary>When it was to leave; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why it is not sent; null when it is.</summary>
    public string? DroppedBecause { get; init; }
}
