namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>GET /api/publishing/analytics/{post_id}</c>.</summary>
public sealed record PostAnalyticsResponse
{
    public required Guid PostId { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public int PlatformCount { get; init; }
    public long PublishAttempts { get; init; }
    public int SuccessfulPublishes { get; init; }

    /// <summary>The latest numbers of all targets, added up by their common names. What no platform tells is not there.</summary>
    public required IReadOnlyDictionary<string, long> Totals { get; init; }

    public required IReadOnlyList<TargetAnalytics> Targets { get; init; }
}

/// <summary>The numbers of one publication.</summary>
public sealed record TargetAnalytics
{
    public required Guid PublicationId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public string? AccountName { get; init; }

    /// <summary>The status of the publication.</summary>
    public required string Status { get; init; }

    public string? ExternalId { get; init; }
    public string? ExternalUrl { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>One of <see cref="CollectionStates"/>.</summary>
    public required string Collection { get; init; }

    /// <summary>When the numbers are asked for next.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Why the last question brought nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The last reading, with what the platform has told by itself since.</summary>
    public MetricsReadingResponse? Latest { get; init; }

    /// <summary>All readings, the earliest first: what was asked for.</summary>
    public required IReadOnlyList<MetricsReadingResponse> Series { get; init; }
}

/// <param name="AgeSeconds">How long after publishing it was asked for.</param>
/// <param name="CollectedAt">When the platform said so.</param>
/// <param name="Metrics">By the common names.</param>
/// <param name="Own">By the platform's own names.</param>
public sealed record MetricsReadingResponse(
    long AgeSeconds, DateTimeOffset CollectedAt, IReadOnlyDictionary<string, long> Metrics, IReadOnlyDictionary<string, long> Own);

/// <summary>Whether numbers of a publication are still to come.</summary>
public static class CollectionStates
{
    /// <summary>It is not published, or its platform gives no numbers.</summary>
    public const string None = "none";

    /// <summary>Nothing is asked for: the platform tells by itself, at an address of <c>/api/publishing/inbound</c>.</summary>
    public const string Told = "told";

    /// <summary>More numbers are asked for at <c>next_at</c>.</summary>
    public const string Collecting = "collecting";

    /// <summary>All ages were read.</summary>
    public const string Done = "done";

    /// <summary>The post is not at the platform any more.</summary>
    public const string Gone = "gone";

    /// <summary>The platform gives no numbers of such a post or account.</summary>
    public const string Unsupported = "unsupported";
}
