using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>
/// Compares what a webhook heard with what became of the posts: each event at least once, and every delivery of it under one
/// <c>webhook-id</c>, by which a receiver tells that it has it already.
/// </summary>
internal static class EventVerdict
{
    public static readonly IReadOnlyList<string> Events =
    [
        "post.scheduled", "post.published", "post.partially_published", "post.failed",
        "publication.published", "publication.failed", "publication.unknown", "publication.retrying",
    ];

    public static IReadOnlyList<string> On(
        IEnumerable<ExpectedPost> expected, IReadOnlyDictionary<Guid, PostStatusResponse> statuses, IEnumerable<HeardEvent> heard)
    {
        // Whatever happens once to its subject is one event; of the others, two that say the same are.
        var byEvent = heard.ToLookup(one => (one.Type, What: HappensOnce(one) ? $"{Subject(one)}" : one.Data.GetRawText()));
        var twice = byEvent
            .Select(deliveries => (deliveries.Key, Ids: deliveries.Select(one => one.WebhookId).Distinct().ToList()))
            .Where(one => one.Ids.Count != 1 || one.Ids[0].Length == 0)
            .Select(one => $"{one.Key.Type} of {one.Key.What} came under {string.Join(", ", one.Ids)}.");

        var there = byEvent.SelectMany(deliveries => deliveries).Select(one => (one.Type, Subject: Subject(one))).ToHashSet();
        var missing = expected
            .SelectMany(post => EventsOf(post, statuses[post.PostId]))
            .Where(one => !there.Contains(one))
            .Select(one => $"{one.Type} of {one.Subject} was never delivered.");
        return [.. missing, .. twice];
    }

    private static IEnumerable<(string Type, Guid Subject)> EventsOf(ExpectedPost post, PostStatusResponse status)
    {
        if (post.IsScheduled)
        {
            yield return ("post.scheduled", post.PostId);
        }

        if (status.Status is PostStatus.Published or PostStatus.PartiallyPublished or PostStatus.Failed)
        {
            yield return ("post." + status.Status, post.PostId);
        }

        foreach (var publication in status.Publications.Where(
            one => one.Status is PublicationStatus.Published or PublicationStatus.Failed or PublicationStatus.Unknown))
        {
            yield return ("publication." + publication.Status, publication.PublicationId);
        }
    }

    /// <summary>A person who retries makes it happen again; a load has none.</summary>
    private static bool HappensOnce(HeardEvent heard) => heard.Type is not ("publication.unknown" or "publication.retrying");

    private static Guid Subject(HeardEvent heard) =>
        heard.Id(heard.Type.StartsWith("post.", StringComparison.Ordinal) ? "post_id" : "publication_id");
}
