using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Approvals;

internal static class ListApprovals
{
    private const string Stand =
        """
        select coalesce((select w.approval_required from workspaces w where w.workspace_id = p.workspace_id), false),
               (select a.decision from approvals a where a.post_id = p.id and a.content_hash = p.content_hash order by a.seq desc limit 1)
          from posts p where p.id = $1 and p.workspace_id = $2
        """;

    private const string Select =
        """
        select a.id, a.user_id, a.decision, a.comment, coalesce(a.content_hash = p.content_hash, false), a.created_at
          from approvals a join posts p on p.id = a.post_id
         where a.post_id = $1 and a.workspace_id = $2 and ($3::uuid is null or a.id < $3)
         order by a.id desc limit $4
        """;

    public static async Task<Results<Ok<ApprovalsResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, CancellationToken cancellationToken,
        int limit = Paging.DefaultLimit, string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var batch = dataSource.CreateTenantBatch(user.Tenant);
        batch.Add(Stand, id, user.WorkspaceId);
        batch.Add(Select, id, user.WorkspaceId, after, limit + 1);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return Problems.NotFound();
        }

        var (required, state) = (reader.GetBoolean(0), reader.GetTextOrNull(1) ?? ApprovalDecisions.Pending);
        await reader.NextResultAsync(cancellationToken);
        List<ApprovalResponse> approvals = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            approvals.Add(new ApprovalResponse(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetTextOrNull(3),
                reader.GetBoolean(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        var page = Paging.Page(approvals, limit, approval => approval.Id);
        return TypedResults.Ok(new ApprovalsResponse(required, state, page.Items, page.NextCursor));
    }
}
