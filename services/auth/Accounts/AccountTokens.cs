using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Keeps what a worker found: accounts of a connection in the making that have tokens of their own.</summary>
internal sealed class AccountTokens(AuthDbContext db, CredentialVault vault)
{
    /// <returns>False when there is no such connection in the making.</returns>
    public async Task<bool> KeepAsync(Guid connectionId, KeepAccountTokensRequest request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.Workspace(request.WorkspaceId), cancellationToken);
        var credential = await db.Credentials
            .FromSql(
                $"""
                select * from credentials
                where id = {connectionId} and workspace_id = {request.WorkspaceId} and platform = {request.Platform} and confirmed_at is null
                for update
                """)
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (credential is null)
        {
            return false;
        }

        // The worker may ask again after a lost answer.
        var known = await db.ConnectionAccounts.AsTracking()
            .Where(account => account.CredentialId == connectionId)
            .ToDictionaryAsync(account => account.ExternalId, StringComparer.Ordinal, cancellationToken);
        foreach (var token in request.Tokens)
        {
            if (!known.TryGetValue(token.ExternalId, out var account))
            {
                known[token.ExternalId] = account = new ConnectionAccount(credential, token.ExternalId);
                db.ConnectionAccounts.Add(account);
            }

            account.KeepToken(vault.Seal(token.Token, account.TokenPlace), token.ExpiresAt);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
