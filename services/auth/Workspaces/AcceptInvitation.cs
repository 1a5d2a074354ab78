using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class AcceptInvitation
{
    public static async Task<Results<Ok<WorkspaceResponse>, ProblemHttpResult>> HandleAsync(
        AcceptInvitationRequest request, CurrentUser user, AuthDbContext db, AuditLog audit, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (userId, now) = (user.UserId, clock.GetUtcNow());
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(known => known.Id == userId, cancellationToken) is not { } me)
        {
            return Problems.NotFound();
        }

        var (invitation, problem) = await InvitedUser.TakeAsync(db, request.Token, me.Email, now, cancellationToken);
        if (invitation is null)
        {
            return problem!;
        }

        if (await db.Memberships.AnyAsync(
            member => member.WorkspaceId == invitation.WorkspaceId && member.UserId == userId, cancellationToken))
        {
            return MemberProblems.AlreadyMember();
        }

        InvitedUser.Join(db, invitation, userId, now);
        await db.SaveChangesAsync(cancellationToken);
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(joined => joined.Id == invitation.WorkspaceId, cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.InvitationAccepted, invitation), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(workspace.ToResponse(invitation.Role));
    }
}
