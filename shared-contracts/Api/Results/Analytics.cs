namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>GET /api/publishing/analytics</c>: what became of the publications that were due in a span of time.</summary>
public sealed record AnalyticsResponse
{
    /// <summary>The first hour that counts.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Where the last one ends.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>In which days and hours of the day are meant.</summary>
    public required string TimeZone { get; init; }

    public string? Platform { get; init; }
    public required AnalyticsFigures Totals { get; init; }
    public required IReadOnlyList<PlatformFigures> Platforms { get; init; }
    public required IReadOnlyList<AccountFigures> Accounts { get; init; }

    /// <summary>One entry for each day on which something was due.</summary>
    public required IReadOnlyList<DayCounts> Days { get; init; }

    /// <summary>Hours of the day on which something was published, the most successful first; equals by how much was published.</summary>
    public required IReadOnlyList<HourCounts> BestHours { get; init; }

    /// <summary>In the same order.</summary>
    public required IReadOnlyList<ContentTypeCounts> ContentTypes { get; init; }
}

/// <summary>Publications by where they came to rest.</summary>
public record StatusCounts
{
    public long Published { get; init; }
    public long Failed { get; init; }

    /// <summary>Nobody knows whether the platform has it.</summary>
    public long Unknown { get; init; }

    public long Cancelled { get; init; }
    public long Missed { get; init; }

    /// <summary>Published, of all that were to be published in the end: cancelled ones do not count. Null for none.</summary>
    public double? SuccessRate { get; init; }
}

public sealed record AnalyticsFigures : StatusCounts
{
    /// <summary>Tries that came to an end.</summary>
    public long Attempts { get; init; }

    /// <summary>Tries after the first of a publication.</summary>
    public long Retries { get; init; }

    /// <summary>Tries of which the answer was lost.</summary>
    public long UnknownAttempts { get; init; }

    public required IReadOnlyList<ErrorCounts> Errors { get; init; }
    public required TimeToPublish TimeToPublish { get; init; }
}

/// <param name="Count">Tries that ended so.</param>
/// <param name="Rate">Of all tries.</param>
public sealed record ErrorCounts(string Category, long Count, double Rate);

/// <summary>Seconds from when a publication was due, or accepted when it was for now, until its platform had it; at most a fifth off.</summary>
public sealed record TimeToPublish(double? P50Seconds, double? P95Seconds, double? P99Seconds);

public sealed record PlatformFigures(string Platform, AnalyticsFigures Figures);

public sealed record AccountFigures(Guid AccountId, string Platform, string? AccountName, AnalyticsFigures Figures);

public sealed record DayCounts : StatusCounts
{
    public required DateOnly Day { get; init; }
}

public sealed record HourCounts : StatusCounts
{
    /// <summary>0 to 23.</summary>
    public required int Hour { get; init; }
}

public sealed record ContentTypeCounts : StatusCounts
{
    public required string Platform { get; init; }
    public required string ContentType { get; init; }
}
