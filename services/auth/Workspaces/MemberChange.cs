using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>
/// What one member is about to do to another, under the lock of their workspace: two owners who demote each other at the
/// same moment take turns, and what the caller may do is what they are now, not what their ticket remembers.
/// </summary>
internal sealed class MemberChange(AuthDbContext db, Membership actor, Membership subject, int owners)
{
    public Membership Subject { get; } = subject;

    /// <returns>Null when the workspace has no such member, or not the caller any more.</returns>
    public static async Task<MemberChange?> BeginAsync(AuthDbContext db, CurrentUser user, Guid subjectId, CancellationToken cancellationToken)
    {
        var (workspace, actorId) = (user.WorkspaceId, user.UserId);
        await LockAsync(db, workspace, cancellationToken);
        var members = await db.Memberships.AsTracking()
            .Where(member => member.WorkspaceId == workspace
                && (member.UserId == subjectId || member.UserId == actorId || member.Role == Roles.Owner))
            .ToDictionaryAsync(member => member.UserId, cancellationToken);
        return members.TryGetValue(actorId, out var actor) && members.TryGetValue(subjectId, out var subject)
            ? new MemberChange(db, actor, subject, members.Values.Count(member => member.Role == Roles.Owner))
            : null;
    }

    public static Task LockAsync(AuthDbContext db, Guid workspaceId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select 1 from workspaces where id = {workspaceId} for no key update", cancellationToken);

    /// <param name="role">What the subject would be; null for a member no more.</param>
    public ProblemHttpResult? ProblemWith(string? role)
    {
        var isLeaving = role is null && actor.UserId == Subject.UserId;
        if (!isLeaving && !Roles.RightsOf(actor.Role).Contains(Policies.MembersWrite))
        {
            return MemberProblems.MayNotManage(actor.Role);
        }

        if (!Roles.MayManage(actor.Role, Subject.Role) || (role is not null && !Roles.MayManage(actor.Role, role)))
        {
            return MemberProblems.OwnerRequired();
        }

        return Subject.Role == Roles.Owner && role != Roles.Owner && owners == 1 ? MemberProblems.LastOwner() : null;
    }

    public async Task ApplyAsync(string? role, CancellationToken cancellationToken)
    {
        var (workspace, member, rights) = (Subject.WorkspaceId, Subject.UserId, Roles.RightsOf(role));
        if (role is null)
        {
            db.Memberships.Remove(Subject);
            await db.ApiKeys.Where(key => key.WorkspaceId == workspace && key.UserId == member).ExecuteDeleteAsync(cancellationToken);
        }
        else
        {
            Subject.Become(role);
        }

        // What was begun with a right must not be finished without it: a consent page that is open, an invitation under way.
        if (!rights.Contains(Policies.CredentialsWrite))
        {
            await db.Authorizations.Where(open => open.WorkspaceId == workspace && open.UserId == member).ExecuteDeleteAsync(cancellationToken);
        }

        if (!rights.Contains(Policies.MembersWrite))
        {
            await db.Invitations.Where(open => open.WorkspaceId == workspace && open.InvitedBy == member).ExecuteDeleteAsync(cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
