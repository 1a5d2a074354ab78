using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Media;

/// <summary>An uploaded file that a post names.</summary>
/// <param name="Field">Where it does.</param>
internal sealed record MediaReference(string Field, Guid Id);

internal static class MediaReferences
{
    /// <param name="prefix">Where the post stands in the request: empty, or <c>post.</c>.</param>
    public static IReadOnlyList<MediaReference> Of(PostRequest? post, string prefix) =>
    [
        .. Of(post?.Media, prefix + "media"),
        .. (post?.Variants ?? new Dictionary<string, VariantRequest>())
            .SelectMany(variant => Of(variant.Value?.Media, $"{prefix}variants.{variant.Key}.media")),
    ];

    public static IReadOnlyList<MediaReference> Of(IReadOnlyList<MediaRequest>? media, string field) =>
    [
        .. (media ?? []).Index()
            .Where(item => item.Item?.MediaId is not null)
            .Select(item => new MediaReference($"{field}[{item.Index}].media_id", item.Item.MediaId!.Value)),
    ];

    public static IReadOnlyList<Guid> IdsOf(IEnumerable<MediaReference> references) => [.. references.Select(reference => reference.Id).Distinct()];

    /// <summary>Every file that is not there, where the post names it.</summary>
    public static void AddUnknown(this ErrorBag errors, IEnumerable<MediaReference> references, StoredMedia stored)
    {
        foreach (var reference in references.Where(reference => stored.Find(reference.Id) is null))
        {
            errors.Add(reference.Field, "there is no such file in this workspace; upload it with POST /api/media");
        }
    }

    /// <summary>What a post that was just written holds; null when it holds nothing.</summary>
    public static PostMediaChanged? HeldBy(Guid postId, Guid workspaceId, PostRequest post, DateTimeOffset now) =>
        IdsOf(Of(post, "")) is { Count: > 0 } ids
            ? new PostMediaChanged { PostId = postId, WorkspaceId = workspaceId, MediaIds = ids, Version = now.UtcTicks }
            : null;
}
