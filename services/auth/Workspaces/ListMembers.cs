using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class ListMembers
{
    public static async Task<Results<Ok<Page<MemberResponse>>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, AuthDbContext db, CancellationToken cancellationToken, int limit = Paging.DefaultLimit, string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var members = await (
            from membership in db.Memberships
            join known in db.Users on membership.UserId equals known.Id
            where membership.WorkspaceId == id && (after == null || membership.UserId > after)
            orderby membership.UserId
            select new MemberResponse(known.Id, known.Name, known.Email, membership.Role, membership.CreatedAt))
            .Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(members, limit, member => member.UserId));
    }
}
