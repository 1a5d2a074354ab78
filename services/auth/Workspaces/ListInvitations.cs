using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class ListInvitations
{
    public static async Task<Results<Ok<Page<InvitationResponse>>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, AuthDbContext db, TimeProvider clock, CancellationToken cancellationToken,
        int limit = Paging.DefaultLimit, string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var open = await db.Invitations.AsNoTracking()
            .Where(invitation => invitation.WorkspaceId == id && invitation.ExpiresAt > now && (after == null || invitation.Id > after))
            .OrderBy(invitation => invitation.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(open.ConvertAll(invitation => invitation.ToResponse()), limit, invitation => invitation.Id));
    }
}
