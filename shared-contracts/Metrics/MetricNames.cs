namespace ContentMultiplier.Contracts.Metrics;

/// <summary>
/// The names under which numbers of different platforms can be added up. What a platform does not tell is absent, never zero;
/// under which of its own names a number stood is told beside it.
/// </summary>
public static class MetricNames
{
    /// <summary>Likes, or reactions of any kind.</summary>
    public const string Likes = "likes";

    /// <summary>Comments or replies.</summary>
    public const string Comments = "comments";

    /// <summary>Shares, reposts, quotes.</summary>
    public const string Shares = "shares";

    /// <summary>Bookmarks.</summary>
    public const string Saves = "saves";

    /// <summary>How often it was shown to somebody.</summary>
    public const string Impressions = "impressions";

    /// <summary>How often it was looked at or played, where the platform counts that instead.</summary>
    public const string Views = "views";

    /// <summary>How many people it was shown to.</summary>
    public const string Reach = "reach";

    /// <summary>Clicks, on a link of it where the platform tells them apart.</summary>
    public const string Clicks = "clicks";

    /// <summary>Mails that were sent out.</summary>
    public const string Sent = "sent";

    /// <summary>Mails that arrived.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>How often mails were opened.</summary>
    public const string Opens = "opens";

    public const string Bounces = "bounces";
    public const string Unsubscribes = "unsubscribes";

    /// <summary>Mails that were reported as spam.</summary>
    public const string Complaints = "complaints";
}
