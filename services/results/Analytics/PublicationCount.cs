namespace ContentMultiplier.Results.Analytics;

/// <summary>How many publications that were due in that hour, by one measure.</summary>
internal sealed class PublicationCount
{
    public Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="Measures"/>.</summary>
    public string Measure { get; init; } = "";

    public DateTimeOffset Hour { get; init; }
    public string Platform { get; init; } = "";
    public Guid AccountId { get; init; }

    /// <summary>What is told apart within the measure.</summary>
    public string Key { get; init; } = "";

    public long Count { get; init; }
}

/// <summary>How an account was called last.</summary>
internal sealed class PublicationAccount
{
    public Guid WorkspaceId { get; init; }
    public Guid AccountId { get; init; }
    public string Platform { get; init; } = "";
    public string Name { get; init; } = "";
}

internal static class Measures
{
    /// <summary>Key: where the publication came to rest.</summary>
    public const string Status = "status";

    /// <summary>Key: the content type and, behind a colon, the status.</summary>
    public const string ContentType = "content_type";

    /// <summary>Key: the bucket of <see cref="TimeBuckets"/>.</summary>
    public const string Time = "time";

    /// <summary>Key: the result of an attempt.</summary>
    public const string Attempt = "attempt";

    /// <summary>Attempts after the first.</summary>
    public const string Retry = "retry";

    /// <summary>Key: the category of an attempt that did not publish.</summary>
    public const string Error = "error";

    public static readonly string[] All = [Status, ContentType, Time, Attempt, Retry, Error];
}
