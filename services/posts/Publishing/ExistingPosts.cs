using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Reads a post and its living publications in one go.</summary>
internal sealed class ExistingPosts(NpgsqlDataSource dataSource)
{
    public const string Living =
        """
        select t.id, t.platform, t.account_id, t.account_name, t.status, t.due_at, t.content_type, t.options,
               (select other.account_id from post_targets other where other.id = t.waits_for), t.on_failure, t.fallback_url
          from post_targets t where t.post_id = $1 and t.workspace_id = $2 and t.superseded_by is null order by t.id
        """;

    public async Task<ExistingPost?> FindAsync(Guid postId, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        batch.Add($"select {StoredPost.Columns} from posts where id = $1 and workspace_id = $2", postId, workspaceId);
        batch.Add(Living, postId, workspaceId);

        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var post = StoredPost.Read(reader);
        await reader.NextResultAsync(cancellationToken);
        return new ExistingPost(postId, post, await ReadLivingAsync(reader, cancellationToken));
    }

    public static async Task<List<LivingPublication>> ReadLivingAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<LivingPublication> publications = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            publications.Add(new LivingPublication(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetTextOrNull(3),
                reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetTextOrNull(6),
                StoredJson.ReadElement(reader.GetTextOrNull(7)),
                reader.IsDBNull(8)
                    ? null
                    : new DependencyRequest { AccountId = reader.GetGuid(8), OnFailure = reader.GetTextOrNull(9), FallbackUrl = reader.GetTextOrNull(10) }));
        }

        return publications;
    }
}
