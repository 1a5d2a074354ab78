namespace ContentMultiplier.Contracts.Metrics;

/// <summary>
/// Event: there are new numbers of a post. Results sends one per post and batch of readings, to whoever listens; nobody has to.
/// </summary>
public sealed record MetricsUpdated
{
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required IReadOnlyList<MetricsUpdate> Publications { get; init; }
}

/// <summary>The numbers of one publication at one age.</summary>
public sealed record MetricsUpdate
{
    public required Guid PublicationId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>How long after publishing they were asked for.</summary>
    public required long AgeSeconds { get; init; }

    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>By <see cref="MetricNames"/>.</summary>
    public required IReadOnlyDictionary<string, long> Values { get; init; }

    /// <summary>By the platform's own names.</summary>
    public required IReadOnlyDictionary<string, long> Own { get; init; }
}
