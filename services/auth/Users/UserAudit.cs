using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

/// <summary>
/// Writes what happened to a user into the log of every workspace they belong to: each of them is only as safe as its members.
/// </summary>
internal sealed class UserAudit(AuthDbContext db, AuditLog audit, IHttpContextAccessor accessor)
{
    /// <summary>In the open transaction of the system, last before its commit.</summary>
    public Task RecordAsync(Guid userId, string action, CancellationToken cancellationToken) =>
        RecordAsync(userId, action, AuditOutcomes.Done, AuditActor.User(userId, accessor.HttpContext!), [], cancellationToken);

    /// <summary>Somebody was refused, of whom it is not known that they are the user.</summary>
    /// <param name="userId">Null when there is no such user; that is written down in the same steps, so that the time does not tell.</param>
    public Task DenyAsync(Guid? userId, string action, string reason, CancellationToken cancellationToken) => RecordAsync(
        userId ?? Guid.Empty, action, AuditOutcomes.Denied, actor: null, new() { ["reason"] = reason }, cancellationToken);

    private async Task RecordAsync(
        Guid userId,
        string action,
        string outcome,
        AuditActor? actor,
        Dictionary<string, string> detail,
        CancellationToken cancellationToken)
    {
        var workspaces = await db.Memberships.Where(membership => membership.UserId == userId)
            .Select(membership => membership.WorkspaceId).ToListAsync(cancellationToken);
        await audit.RecordAsync(
            db,
            [.. workspaces.DefaultIfEmpty(AuditLog.Installation).Select(workspace =>
                new AuditEntry(action, AuditSubjects.User, userId.ToString())
                {
                    WorkspaceId = workspace,
                    Outcome = outcome,
                    Actor = actor,
                    Detail = detail,
                })],
            cancellationToken);
    }
}
