namespace ContentMultiplier.Contracts.Metrics;

/// <summary>
/// Command: read the numbers of some published posts of one account. Results sends it at the ages it reads at, to workers that
/// announced that their platform gives any; routed by <see cref="Platform"/>.
/// </summary>
public sealed record CollectMetrics
{
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>At most 100.</summary>
    public required IReadOnlyList<MeasuredPublication> Publications { get; init; }
}

/// <summary>A published post, as its platform knows it.</summary>
public sealed record MeasuredPublication
{
    public required Guid PublicationId { get; init; }

    /// <summary>The age that is read at, in seconds; given back with the numbers.</summary>
    public required long AgeSeconds { get; init; }

    public required string ExternalId { get; init; }
    public string? ExternalUrl { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
}
