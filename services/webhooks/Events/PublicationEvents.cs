using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;

namespace ContentMultiplier.Webhooks.Events;

/// <summary>What the messages about posts and publications mean to receivers. What is on its way is no news to them.</summary>
internal static class PublicationEvents
{
    public static IEnumerable<WebhookEvent> Of(PublicationsChanged message) =>
        from change in message.Changes
        let type = TypeOf(change)
        where type is not null
        select WebhookEvent.OfChange(
            change.WorkspaceId,
            type,
            new PublicationData(
                change.PublicationId, change.PostId, change.Platform, change.AccountId, change.Status, change.Attempt, change.ExternalId,
                change.ExternalUrl, change.Category, change.Detail, change.Action, change.NextTryAt),
            change.At,
            change.PublicationId,
            change.Version);

    public static IEnumerable<WebhookEvent> Of(PostsCompleted message) =>
        from post in message.Posts
        let type = post.Status switch
        {
            PostStatus.Published => EventTypes.PostPublished,
            PostStatus.PartiallyPublished => EventTypes.PostPartiallyPublished,
            PostStatus.Failed => EventTypes.PostFailed,
            _ => null,
        }
        where type is not null
        select WebhookEvent.Of(
            post.WorkspaceId,
            type,
            new PostData(post.PostId, post.Status, [.. post.Publications.Select(publication => new PostPublicationData(
                publication.PublicationId, publication.Platform, publication.AccountId, publication.Status, publication.ExternalId,
                publication.ExternalUrl))]),
            post.At,
            $"{post.PostId}");

    /// <summary>What is under way is woken by the same message, and is no news.</summary>
    public static IEnumerable<WebhookEvent> Of(SchedulePublications message, DateTimeOffset now) =>
        from entry in message.Entries
        where message.IsPlan
        group entry by (entry.PostId, entry.WorkspaceId) into post
        let publications = post.OrderBy(entry => entry.PublicationId).ToList()
        select WebhookEvent.Of(
            post.Key.WorkspaceId,
            EventTypes.PostScheduled,
            new ScheduledPostData(post.Key.PostId, publications.Min(entry => entry.DueAt), [.. publications.Select(entry =>
                new ScheduledPublicationData(entry.PublicationId, entry.Platform, entry.AccountId, entry.DueAt))]),
            PlannedAt(publications[0].PublicationId) ?? now,
            $"{publications[0].PublicationId}");

    private static string? TypeOf(PublicationChange change) => change.Status switch
    {
        PublicationStatus.Published => EventTypes.PublicationPublished,
        PublicationStatus.Failed => EventTypes.PublicationFailed,
        PublicationStatus.Unknown => EventTypes.PublicationUnknown,
        PublicationStatus.Missed => EventTypes.PublicationMissed,
        PublicationStatus.Scheduled when change is { Attempt: > 1, NextTryAt: not null } && IsFailure(change.Category) => EventTypes.PublicationRetrying,
        _ => null,
    };

    /// <summary>Nothing failed where the platform is still at work, or another target is waited for.</summary>
    private static bool IsFailure(string? category) => category is not (FailureCategories.Processing or FailureCategories.Waiting);

    /// <summary>The message does not say when, and heard twice it must be one event; the id does.</summary>
    private static DateTimeOffset? PlannedAt(Guid publicationId)
    {
        Span<byte> bytes = stackalloc byte[16];
        publicationId.TryWriteBytes(bytes, bigEndian: true, out _);
        return publicationId.Version == 7
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
                | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]))
            : null;
    }
}
