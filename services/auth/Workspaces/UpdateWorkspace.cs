using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class UpdateWorkspace
{
    public static async Task<Results<Ok<WorkspaceResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, UpdateWorkspaceRequest request, CurrentUser user, AuthDbContext db, AuditLog audit, HttpContext http,
        CancellationToken cancellationToken)
    {
        var name = request.Name?.Trim();
        var errors = new ErrorBag();
        if (name is not null)
        {
            WorkspaceNames.Check(name, errors);
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var workspace = await db.Workspaces.AsTracking().SingleAsync(workspace => workspace.Id == id, cancellationToken);
        if (http.Request.Headers.IfMatch.Count > 0 && !ETags.Matches(http.Request, (uint)workspace.Version))
        {
            return Problems.Problem(
                StatusCodes.Status412PreconditionFailed, "changed_meanwhile", "The workspace is not what it was when it was read.",
                "Read it again and repeat the change on what it is now.");
        }

        if (name is not null && name != workspace.Name)
        {
            workspace.Rename(name);
        }

        if (request.Settings is { } settings)
        {
            workspace.Decide(settings);
            db.Publish(workspace.ToSettingsChanged());
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.WorkspaceChanged, workspace), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        http.Response.Headers.ETag = ETags.Of((uint)workspace.Version);
        return TypedResults.Ok(workspace.ToResponse(user.Role));
    }
}
