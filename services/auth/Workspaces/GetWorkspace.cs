using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class GetWorkspace
{
    public static async Task<Ok<WorkspaceResponse>> HandleAsync(
        Guid id, CurrentUser user, AuthDbContext db, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(workspace => workspace.Id == id, cancellationToken);
        response.Headers.ETag = ETags.Of((uint)workspace.Version);
        return TypedResults.Ok(workspace.ToResponse(user.Role));
    }
}
