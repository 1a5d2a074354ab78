using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class WithdrawInvitation
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, [FromRoute(Name = "invitation_id")] Guid invitationId, CurrentUser user, AuthDbContext db, AuditLog audit,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var invitation = await db.Invitations.AsTracking()
            .SingleOrDefaultAsync(open => open.WorkspaceId == id && open.Id == invitationId, cancellationToken);
        if (invitation is null)
        {
            return Problems.NotFound();
        }

        db.Invitations.Remove(invitation);
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.InvitationWithdrawn, invitation), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
