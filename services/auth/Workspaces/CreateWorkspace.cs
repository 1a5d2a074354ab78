using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Workspaces;

internal static class CreateWorkspace
{
    public static async Task<Results<Created<WorkspaceResponse>, ProblemHttpResult>> HandleAsync(
        CreateWorkspaceRequest request, CurrentUser user, AuthDbContext db, AuditLog audit, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = request.Name.Trim();
        var errors = new ErrorBag();
        WorkspaceNames.Check(name, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var now = clock.GetUtcNow();
        var workspace = new Workspace(name, now);
        await using var transaction = await db.BeginAsync(Tenant.Workspace(workspace.Id), cancellationToken);
        if (request.Settings is { } settings)
        {
            workspace.Decide(settings);
            db.Publish(workspace.ToSettingsChanged());
        }

        db.AddRange(workspace, new Membership(workspace.Id, user.UserId, Roles.Owner, now));
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.WorkspaceCreated, workspace), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/workspaces/{workspace.Id}", workspace.ToResponse(Roles.Owner));
    }
}
