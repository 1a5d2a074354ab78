using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Reminders;

/// <summary>
/// The table <c>unsettled_posts</c>: every post of which a publication may not have ended. A row is written with the publications and
/// goes at the first look that finds them all ended, so that the many that end at once never touch it.
/// </summary>
internal static class UnsettledPosts
{
    public const string Living = "('scheduled', 'queued', 'publishing', 'unknown')";

    private const string Insert =
        """
        insert into unsettled_posts (post_id, workspace_id, check_at) select id, workspace_id, $2 from posts where id = $1
        on conflict (post_id) do update set check_at = least(unsettled_posts.check_at, excluded.check_at), checks = 0
        """;

    /// <summary>Nothing where the workspace has no such post.</summary>
    public static void Add(NpgsqlBatch batch, Guid postId, DateTimeOffset checkAt) => batch.Add(Insert, postId, checkAt);
}
