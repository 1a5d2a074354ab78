using ContentMultiplier.Auth.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>Turns an invitation into a membership, in the open transaction of the system: once, however often it is tried at the same time.</summary>
internal static class InvitedUser
{
    /// <summary>The invitation, locked and about to be removed; or why it is none for this address.</summary>
    public static async Task<(Invitation? Invitation, ProblemHttpResult? Problem)> TakeAsync(
        AuthDbContext db, string token, string email, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hash = InvitationToken.Hash(token);
        var invitation = await db.Invitations
            .FromSql($"select * from invitations where hash = {hash} for update")
            .AsTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (invitation is null || invitation.ExpiresAt <= now)
        {
            return (null, MemberProblems.NoSuchInvitation());
        }

        if (invitation.Email != email)
        {
            return (null, MemberProblems.ForSomebodyElse());
        }

        db.Invitations.Remove(invitation);
        return (invitation, null);
    }

    public static Membership Join(AuthDbContext db, Invitation invitation, Guid userId, DateTimeOffset now)
    {
        var membership = new Membership(invitation.WorkspaceId, userId, invitation.Role, now);
        db.Memberships.Add(membership);
        return membership;
    }
}
