using System.Security.Cryptography;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Tokens;

/// <summary>Who stands behind an access token or an API key, in which workspace, and what they may do there.</summary>
internal static class ExchangeToken
{
    public static async Task<Results<Ok<TokenExchangeResponse>, ProblemHttpResult>> HandleAsync(
        TokenExchangeRequest request,
        ServiceCaller caller,
        AuthDbContext db,
        AccessTickets tickets,
        ApiKeyUses uses,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        // Workers act for accounts, not for users: they have no business with users' tokens.
        if (caller.IsWorker)
        {
            return Problems.NotFound();
        }

        if (ApiKeyText.TryParse(request.Credential, out var key))
        {
            return await ByApiKeyAsync(key, request.WorkspaceId, db, uses, clock, cancellationToken);
        }

        return tickets.Open(request.Credential) is { } sessionId
            ? await BySessionAsync(sessionId, request.WorkspaceId, db, cancellationToken)
            : Refused();
    }

    private static async Task<Results<Ok<TokenExchangeResponse>, ProblemHttpResult>> BySessionAsync(
        Guid sessionId, Guid? workspaceId, AuthDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);

        // Of several the first one joined, which is the user's own; of those that came about together the youngest.
        var found = await (
            from session in db.Sessions
            join user in db.Users on session.UserId equals user.Id
            where session.Id == sessionId && session.EndedAt == null && session.Version == user.SessionVersion
            from membership in db.Memberships
                .Where(member => member.UserId == session.UserId && (workspaceId == null || member.WorkspaceId == workspaceId))
                .DefaultIfEmpty()
            orderby membership.CreatedAt, membership.WorkspaceId descending
            select new { session.UserId, WorkspaceId = (Guid?)membership.WorkspaceId, Role = (string?)membership.Role })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Refused();
        }

        // Who belongs nowhere any more may still make a workspace or accept an invitation.
        return found.WorkspaceId is null && workspaceId is not null
            ? NoSuchWorkspace()
            : TypedResults.Ok(new TokenExchangeResponse(
                found.UserId, found.WorkspaceId ?? Guid.Empty, found.Role ?? "", Roles.RightsOf(found.Role), null, sessionId));
    }

    private static async Task<Results<Ok<TokenExchangeResponse>, ProblemHttpResult>> ByApiKeyAsync(
        ApiKeyText text, Guid? workspaceId, AuthDbContext db, ApiKeyUses uses, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var keyId = text.KeyId;
        var found = await (
            from key in db.ApiKeys.AsNoTracking()
            join membership in db.Memberships
                on new { key.WorkspaceId, key.UserId } equals new { membership.WorkspaceId, membership.UserId }
            where key.KeyId == keyId
            select new { Key = key, membership.Role }).SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (found is null || !CryptographicOperations.FixedTimeEquals(found.Key.Hash, text.Hash()) || found.Key.ExpiresAt <= now)
        {
            return Refused();
        }

        if (workspaceId is not null && workspaceId != found.Key.WorkspaceId)
        {
            return NoSuchWorkspace();
        }

        uses.Note(found.Key);

        // A key never does more than who made it may do now.
        var rights = found.Key.Scopes.Intersect(Roles.RightsOf(found.Role), StringComparer.Ordinal);
        return TypedResults.Ok(new TokenExchangeResponse(
            found.Key.UserId, found.Key.WorkspaceId, found.Role, [.. rights], found.Key.Id, AllowedAddresses: found.Key.AllowedAddresses));
    }

    private static ProblemHttpResult Refused() =>
        Problems.Problem(StatusCodes.Status401Unauthorized, "invalid_token", "The token or key is not valid.");

    private static ProblemHttpResult NoSuchWorkspace() =>
        Problems.Problem(StatusCodes.Status404NotFound, "workspace_not_found", "There is no such workspace, or you do not belong to it.");
}
