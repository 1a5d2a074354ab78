namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Where the life of one target stands.</summary>
public static class PublicationStatus
{
    public const string Draft = "draft";

    /// <summary>Waits for its time: the first one or the next try.</summary>
    public const string Scheduled = "scheduled";

    public const string Queued = "queued";
    public const string Publishing = "publishing";
    public const string Published = "published";
    public const string Failed = "failed";

    /// <summary>The platform may have the post; nobody knows yet. Never sent again by a machine before that is settled.</summary>
    public const string Unknown = "unknown";

    public const string Cancelled = "cancelled";
    public const string Missed = "missed";

    /// <summary>Nothing more happens by itself.</summary>
    public static bool IsFinal(string status) => status is Published or Failed or Cancelled or Missed;
}
