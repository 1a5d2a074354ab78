using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Approvals;

/// <summary>Says why something is not published. What decides is <see cref="ApprovalRule"/>, in the transaction; this looks, and may be late.</summary>
internal sealed class ApprovalGate(NpgsqlDataSource dataSource)
{
    private static readonly string Judge = $"select {ApprovalRule.Breaks("$1", "$2", "$3::bytea")}";

    private static readonly string JudgeFailed =
        $"""
         select 1 from post_targets t
          where t.post_id = $1 and t.workspace_id = $2 and t.superseded_by is null and t.status = 'failed'
            and {ApprovalRule.Breaks("t.workspace_id", "t.post_id", "t.content_hash")} limit 1
         """;

    /// <summary>For a request that only asks whether it would be taken.</summary>
    public async Task<ProblemHttpResult?> ProblemWithAsync(PublishPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.NeedsApproval)
        {
            return null;
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(plan.WorkspaceId));
        batch.Add(Judge, plan.WorkspaceId, plan.PostId, plan.SentHash);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? Refuse(plan) : null;
    }

    /// <summary>A publication that came due without approval failed; trying it again would end the same way.</summary>
    public async Task<ProblemHttpResult?> ProblemWithRetryAsync(Guid postId, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        batch.Add(JudgeFailed, postId, workspaceId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? Required("What failed is not approved as it was to be sent. Have the post approved; if it was edited since, publish it again instead of retrying.")
            : null;
    }

    public static ProblemHttpResult Refuse(PublishPlan plan)
    {
        if (plan.ChangedOptions.Count > 0)
        {
            var errors = new ErrorBag();
            foreach (var field in plan.ChangedOptions)
            {
                errors.Add(field, "is not part of what was approved; put it into the post's variants.<platform>.options and have that approved");
            }

            return Problems.Unprocessable(errors);
        }

        return Required(plan.NewPost is null
            ? "The workspace publishes nothing without approval, and the post has none as it stands. Have it approved with POST /api/posts/{id}/approvals."
            : "The workspace publishes nothing without approval. Write the post with POST /api/posts, have it approved, and publish it by post_id.");
    }

    private static ProblemHttpResult Required(string detail) => Problems.Conflict("approval_required", detail);
}
