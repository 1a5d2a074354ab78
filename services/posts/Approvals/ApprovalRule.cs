using Npgsql;

namespace ContentMultiplier.Posts.Approvals;

/// <summary>
/// The one rule, in SQL so that it is judged in the transaction that accepts or sends: where a workspace asks for approval,
/// the last decision about the post as it stands must be yes, and what is sent must be the post as it stands.
/// </summary>
internal static class ApprovalRule
{
    /// <summary>An expression over a workspace, a post, and the hash of what is sent (null where that is more than the post says).</summary>
    public static string Breaks(string workspace, string post, string hash) =>
        $"""
         (exists (select 1 from workspaces w where w.workspace_id = {workspace} and w.approval_required)
          and (select a.decision from approvals a join posts p on p.id = a.post_id
                where a.post_id = {post} and a.content_hash = {hash} and p.content_hash = a.content_hash
                order by a.seq desc limit 1) is distinct from 'approved')
         """;

    /// <summary>For the batch that accepts a publication: fails it as a whole. <see cref="IsBroken"/> tells that from other failures.</summary>
    public static readonly string Enforce = $"select refuse_unapproved() where {Breaks("$1", "$2", "$3::bytea")}";

    public static bool IsBroken(PostgresException exception) => exception.SqlState == "CM001";
}
