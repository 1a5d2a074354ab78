using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class ListWorkspaces
{
    public static async Task<Results<Ok<Page<WorkspaceResponse>>, ProblemHttpResult>> HandleAsync(
        CurrentUser user, AuthDbContext db, CancellationToken cancellationToken, int limit = Paging.DefaultLimit, string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        // The memberships of one user lie in several workspaces; a key knows of its own only.
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var (userId, only) = (user.UserId, user.ApiKeyId is null ? (Guid?)null : user.WorkspaceId);
        var rows = await (
            from membership in db.Memberships
            join workspace in db.Workspaces on membership.WorkspaceId equals workspace.Id
            where membership.UserId == userId && (only == null || workspace.Id == only) && (after == null || workspace.Id > after)
            orderby workspace.Id
            select new { Workspace = workspace, membership.Role }).AsNoTracking().Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(rows.ConvertAll(row => row.Workspace.ToResponse(row.Role)), limit, workspace => workspace.Id));
    }
}
