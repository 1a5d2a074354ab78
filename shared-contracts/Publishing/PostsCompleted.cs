namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: nothing more happens to these posts by itself. Posts sends it in the transaction that says so, to whoever listens; a post
/// that is tried again or published further completes again.
/// </summary>
public sealed record PostsCompleted
{
    public required IReadOnlyList<CompletedPost> Posts { get; init; }
}

public sealed record CompletedPost
{
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="PostStatus"/>: published, partially_published or failed.</summary>
    public required string Status { get; init; }

    /// <summary>Another for every completion of the post.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Those that count: a publication that another took the place of is not among them.</summary>
    public required IReadOnlyList<CompletedPublication> Publications { get; init; }
}

public sealed record CompletedPublication
{
    public required Guid PublicationId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>One of <see cref="PublicationStatus"/>.</summary>
    public required string Status { get; init; }

    public string? ExternalId { get; init; }
    public string? ExternalUrl { get; init; }
}
