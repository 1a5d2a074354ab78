using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class UserEndpoints
{
    public static RouteGroupBuilder MapUsers(this RouteGroupBuilder auth)
    {
        auth.MapPost("/register", Register.HandleAsync)
            .WithName("Register")
            .WithSummary("Creates a user and their workspace")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.Anonymous);
        auth.MapGet("/me", MeAsync)
            .WithName("GetMe")
            .WithSummary("Who is signed in, and the workspaces they belong to")
            .RequireAuthorization(Policies.User);
        return auth;
    }

    private static async Task<Results<Ok<MeResponse>, ProblemHttpResult>> MeAsync(
        CurrentUser user, AuthDbContext db, CancellationToken cancellationToken)
    {
        // The memberships of one user lie in several workspaces.
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var id = user.UserId;
        var me = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (me is null)
        {
            return Problems.NotFound();
        }

        var workspaces = await (
            from membership in db.Memberships
            join workspace in db.Workspaces on membership.WorkspaceId equals workspace.Id
            where membership.UserId == id
            orderby membership.CreatedAt, membership.WorkspaceId descending
            select new WorkspaceMembership(workspace.Id, workspace.Name, membership.Role)).ToListAsync(cancellationToken);
        return TypedResults.Ok(new MeResponse(me.Id, me.Email, me.Name, workspaces));
    }
}
