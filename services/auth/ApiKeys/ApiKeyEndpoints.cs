using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.ApiKeys;

internal static class ApiKeyEndpoints
{
    public static RouteGroupBuilder MapApiKeys(this RouteGroupBuilder keys)
    {
        // No key carries this right: one must not make itself a stronger or longer-lived one.
        keys.RequireAuthorization(Policies.KeysWrite);
        keys.MapPost("/", CreateApiKey.HandleAsync)
            .WithName("CreateApiKey")
            .WithSummary("Makes an API key; this answer is the only one that shows it")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapGet("/", ListAsync)
            .WithName("ListApiKeys")
            .WithSummary("The workspace's API keys, without their secrets")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        keys.MapDelete("/{id:guid}", RevokeAsync)
            .WithName("RevokeApiKey")
            .WithSummary("Makes a key worthless, within seconds everywhere")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        return keys;
    }

    private static async Task<Results<Ok<Page<ApiKeyResponse>>, ProblemHttpResult>> ListAsync(
        CurrentUser user, AuthDbContext db, CancellationToken cancellationToken, int limit = Paging.DefaultLimit, string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var keys = await db.ApiKeys.AsNoTracking()
            .Where(key => key.WorkspaceId == user.WorkspaceId && (after == null || key.Id > after))
            .OrderBy(key => key.Id)
            .Take(limit + 1)
            .Select(key => new ApiKeyResponse(
                key.Id, key.Name, ApiKeyText.Prefix + key.KeyId, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.AllowedAddresses))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(keys, limit, key => key.Id));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, CurrentUser user, AuthDbContext db, AuditLog audit, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var revoked = await db.ApiKeys
            .Where(key => key.WorkspaceId == user.WorkspaceId && key.Id == id)
            .ExecuteDeleteAsync(cancellationToken);
        if (revoked == 0)
        {
            return Problems.NotFound();
        }

        var entry = new AuditEntry(AuditActions.KeyDeleted, AuditSubjects.ApiKey, id.ToString()) { WorkspaceId = user.WorkspaceId };
        await audit.RecordAsync(db, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
