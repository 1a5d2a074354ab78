using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class ChangeMember
{
    public static async Task<Results<Ok<MemberResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, [FromRoute(Name = "user_id")] Guid userId, ChangeMemberRequest request, CurrentUser user, AuthDbContext db,
        AuditLog audit, CancellationToken cancellationToken)
    {
        if (!Roles.All.Contains(request.Role))
        {
            var errors = new ErrorBag();
            errors.Add("role", Roles.Problem(request.Role));
            return Problems.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        if (await MemberChange.BeginAsync(db, user, userId, cancellationToken) is not { } change)
        {
            return Problems.NotFound();
        }

        if (change.ProblemWith(request.Role) is { } problem)
        {
            return problem;
        }

        await change.ApplyAsync(request.Role, cancellationToken);
        var known = await db.Users.AsNoTracking().SingleAsync(known => known.Id == userId, cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.MemberChanged, change.Subject, request.Role), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new MemberResponse(userId, known.Name, known.Email, request.Role, change.Subject.CreatedAt));
    }
}
