using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Posts;

internal static class PostWrites
{
    /// <summary>Adds the insert of a post to a batch; its result is the row's <c>xmin</c>.</summary>
    public static void AddPost(this NpgsqlBatch batch, Guid id, Guid workspaceId, string status, PostRequest post, Guid userId, DateTimeOffset now) =>
        batch.Add(
            """
            insert into posts (id, workspace_id, status, title, content, language, link, tags, media, variants, metadata, created_at, updated_at,
                               authors, content_hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::json, $10::json, $11::json, $12, $12, array[$13::uuid], $14) returning xmin
            """,
            id,
            workspaceId,
            status,
            post.Title,
            post.Content,
            post.Language,
            post.Link,
            (post.Tags ?? []).ToArray(),
            StoredJson.Write(post.Media ?? []),
            StoredJson.Write(post.Variants ?? new Dictionary<string, VariantRequest>()),
            StoredJson.Write(post.Metadata),
            now,
            userId,
            ContentHash.Of(post));
}
