using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>What a post's publications make of the post.</summary>
internal static class PostStatus
{
    public static string Of(IReadOnlyCollection<string> statuses)
    {
        if (statuses.Count == 0)
        {
            return PublicationStatus.Draft;
        }

        bool Any(string status) => statuses.Contains(status, StringComparer.Ordinal);
        var open = statuses.Where(status => !PublicationStatus.IsFinal(status)).ToList();
        if (open.Count > 0)
        {
            return open.All(status => status == PublicationStatus.Draft) ? PublicationStatus.Draft
                : open.All(status => status == PublicationStatus.Scheduled) && open.Count == statuses.Count ? PublicationStatus.Scheduled
                : open.All(status => status == PublicationStatus.Queued) && open.Count == statuses.Count ? PublicationStatus.Queued
                : PublicationStatus.Publishing;
        }

        return statuses.All(status => status == PublicationStatus.Published) ? PublicationStatus.Published
            : Any(PublicationStatus.Published) ? "partially_published"
            : statuses.All(status => status == PublicationStatus.Cancelled) ? PublicationStatus.Cancelled
            : PublicationStatus.Failed;
    }
}
