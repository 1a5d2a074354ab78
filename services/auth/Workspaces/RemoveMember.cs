using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>For whoever may manage members, and for everybody about themselves.</summary>
internal static class RemoveMember
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, [FromRoute(Name = "user_id")] Guid userId, CurrentUser user, AuthDbContext db, AuditLog audit, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        if (await MemberChange.BeginAsync(db, user, userId, cancellationToken) is not { } change)
        {
            return Problems.NotFound();
        }

        if (change.ProblemWith(role: null) is { } problem)
        {
            return problem;
        }

        await change.ApplyAsync(role: null, cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.MemberRemoved, change.Subject, change.Subject.Role), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
