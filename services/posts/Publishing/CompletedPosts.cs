using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Data;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>The posts to which nothing more happens by itself since this very transaction, for whoever wants to be told.</summary>
internal static class CompletedPosts
{
    /// <summary>A status that was written at this instant is a new one.</summary>
    public const string Find =
        """
        select p.id, p.workspace_id, p.status, p.updated_at, t.id, t.platform, t.account_id, t.status, t.external_id, t.external_url
          from posts p join post_targets t on t.post_id = p.id and t.superseded_by is null
         where p.id = any($1) and p.updated_at = $2 and p.status in ('published', 'partially_published', 'failed')
         order by p.id, t.id
        """;

    public static async Task<List<CompletedPost>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<(CompletedPost Post, CompletedPublication Publication)> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((
                new CompletedPost
                {
                    PostId = reader.GetGuid(0),
                    WorkspaceId = reader.GetGuid(1),
                    Status = reader.GetString(2),
                    At = reader.GetFieldValue<DateTimeOffset>(3),
                    Publications = [],
                },
                new CompletedPublication
                {
                    PublicationId = reader.GetGuid(4),
                    Platform = reader.GetString(5),
                    AccountId = reader.GetGuid(6),
                    Status = reader.GetString(7),
                    ExternalId = reader.GetTextOrNull(8),
                    ExternalUrl = reader.GetTextOrNull(9),
                }));
        }

        return
        [
            .. rows.GroupBy(row => row.Post.PostId)
                .Select(post => post.First().Post with { Publications = [.. post.Select(row => row.Publication)] }),
        ];
    }
}
