using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>What posts asks when somebody publishes to an account that its event has not told it of yet.</summary>
internal static class InternalAccounts
{
    private const int Most = 1000;

    public static RouteGroupBuilder MapInternalAccounts(this RouteGroupBuilder accounts)
    {
        accounts.MapGet("/", ListAsync).RequireAuthorization(Policies.Publish);
        return accounts;
    }

    private static async Task<Ok<WorkspaceAccountsResponse>> ListAsync(CurrentUser user, AuthDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var accounts = await db.Accounts.AsNoTracking()
            .Where(account => account.WorkspaceId == user.WorkspaceId && account.CredentialId != null && account.Health == AccountHealth.Ok)
            .OrderByDescending(account => account.ConnectedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new WorkspaceAccountsResponse([.. accounts.Select(account => account.ToConnected())]));
    }
}
