using ContentMultiplier.Contracts.Audit;

namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: a post was accepted for these targets. Posts sends one per post, in the transaction that accepts it,
/// so that results watches every publication from its first moment.
/// </summary>
public sealed record PublicationsRequested
{
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required IReadOnlyList<RequestedPublication> Publications { get; init; }

    /// <summary>Who asked for it; null where it was nobody in person.</summary>
    public Requester? By { get; init; }
}

public sealed record RequestedPublication
{
    public required Guid PublicationId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public string? AccountName { get; init; }

    /// <summary>The platform's own name for the form it takes; null where the sender does not say.</summary>
    public string? ContentType { get; init; }

    /// <summary>When it is to leave; null for now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The publication of the same post that must be published before; until <see cref="PublicationsReleased"/> nothing is sent.</summary>
    public Guid? WaitsFor { get; init; }
}
