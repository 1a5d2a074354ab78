using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Repetition;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Auth.Workspaces;

internal static class CreateWorkspace
{
    public static Task<Results<Created<WorkspaceResponse>, ProblemHttpResult>> HandleAsync(
        CreateWorkspaceRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        AuthDbContext db,
        AuditLog audit,
        TimeProvider clock,
        RepeatableRequests repeatable,
        CancellationToken cancellationToken) =>
        repeatable.OnceAsync<CreateWorkspaceRequest, WorkspaceResponse, Results<Created<WorkspaceResponse>, ProblemHttpResult>>(
            idempotencyKey,
            user,
            "create-workspace",
            request,
            once => CreateAsync(request, user, db, audit, clock, once, cancellationToken),
            created => created,
            problem => problem,
            cancellationToken);

    private static async Task<Results<Created<WorkspaceResponse>, ProblemHttpResult>> CreateAsync(
        CreateWorkspaceRequest request,
        CurrentUser user,
        AuthDbContext db,
        AuditLog audit,
        TimeProvider clock,
        OnceOnly? once,
        CancellationToken cancellationToken)
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

        // The key belongs to the workspace in which the user asks, and the rest to the one that they get.
        await using var transaction = await db.BeginAsync(once is null ? Tenant.Workspace(workspace.Id) : Tenant.System, cancellationToken);
        if (request.Settings is { } settings)
        {
            workspace.Decide(settings);
            db.Publish(workspace.ToSettingsChanged());
        }

        var answer = TypedResults.Created($"/api/workspaces/{workspace.Id}", workspace.ToResponse(Roles.Owner));
        db.AddRange(workspace, new Membership(workspace.Id, user.UserId, Roles.Owner, now));
        await db.SaveChangesAsync(cancellationToken);
        await (once?.KeepAsync(db, answer, cancellationToken) ?? Task.CompletedTask);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.WorkspaceCreated, workspace), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }
}
