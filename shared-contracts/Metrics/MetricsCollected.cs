namespace ContentMultiplier.Contracts.Metrics;

/// <summary>Event: what a worker read. Answer to <see cref="CollectMetrics"/>, sent to results.</summary>
public sealed record MetricsCollected
{
    public required string Platform { get; init; }
    public required IReadOnlyList<PublicationMetrics> Publications { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
}

/// <summary>What was read of one publication.</summary>
public sealed record PublicationMetrics
{
    public required Guid PublicationId { get; init; }

    /// <summary>As asked.</summary>
    public required long AgeSeconds { get; init; }

    /// <summary>One of <see cref="MetricsStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>By <see cref="MetricNames"/>. What the platform does not tell is not there.</summary>
    public IReadOnlyDictionary<string, long> Values { get; init; } = new Dictionary<string, long>();

    /// <summary>By the platform's own names.</summary>
    public IReadOnlyDictionary<string, long> Own { get; init; } = new Dictionary<string, long>();

    /// <summary>Why there is nothing, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The platform wants not to be asked before.</summary>
    public DateTimeOffset? RetryNotBefore { get; init; }
}

public static class MetricsStates
{
    public const string Collected = "collected";

    /// <summary>The post is not at the platform any more; asking again is pointless.</summary>
    public const string Gone = "gone";

    /// <summary>The platform gives no numbers of posts of this kind or account; asking again is pointless.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>The platform wants to be asked later. No failure.</summary>
    public const string Postponed = "postponed";

    /// <summary>It could not be read this time.</summary>
    public const string Failed = "failed";
}
