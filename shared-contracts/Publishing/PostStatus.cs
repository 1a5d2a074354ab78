namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Where a post stands, which follows from its publications.</summary>
public static class PostStatus
{
    public const string Draft = "draft";
    public const string Scheduled = "scheduled";
    public const string Queued = "queued";
    public const string Publishing = "publishing";
    public const string Published = "published";
    public const string PartiallyPublished = "partially_published";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>
    /// Under way while anything is, partially published when some of what was wanted failed; what was cancelled
    /// or is a draft does not count beside the others.
    /// </summary>
    public static string Of(IEnumerable<string> publications)
    {
        var all = publications.ToHashSet(StringComparer.Ordinal);
        var failed = all.Contains(PublicationStatus.Failed) || all.Contains(PublicationStatus.Missed);
        var published = all.Contains(PublicationStatus.Published);
        var queued = all.Contains(PublicationStatus.Queued);
        var waiting = queued || all.Contains(PublicationStatus.Scheduled);

        return all switch
        {
            _ when all.Contains(PublicationStatus.Publishing) || all.Contains(PublicationStatus.Unknown) => Publishing,
            _ when waiting && (published || failed) => Publishing,
            _ when waiting => queued ? Queued : Scheduled,
            _ when published => failed ? PartiallyPublished : Published,
            _ when failed => Failed,
            _ when all.Contains(PublicationStatus.Cancelled) && !all.Contains(PublicationStatus.Draft) => Cancelled,
            _ => Draft,
        };
    }
}
