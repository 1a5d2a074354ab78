namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: publications that moved to another status. Results sends one per transaction, for posts and webhooks;
/// <see cref="PublicationChange.Version"/> tells a late one from a new one.
/// </summary>
public sealed record PublicationsChanged
{
    public required IReadOnlyList<PublicationChange> Changes { get; init; }
}

public sealed record PublicationChange
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>One of <see cref="PublicationStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Grows with every change of this publication.</summary>
    public required long Version { get; init; }

    public required int Attempt { get; init; }
    public string? ExternalId { get; init; }
    public string? ExternalUrl { get; init; }
    public string? Category { get; init; }
    public string? Detail { get; init; }
    public string? Action { get; init; }
    public DateTimeOffset? NextTryAt { get; init; }
    public required DateTimeOffset At { get; init; }
}
