using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>From a fresh credential to accounts: the platform's worker finds what it opens, and only then it counts.</summary>
internal sealed class AccountConnection(AuthDbContext db, AccountDiscovery discovery, TimeProvider clock)
{
    public async Task<ConnectionOutcome> ConnectAsync(Credential credential, CancellationToken cancellationToken)
    {
        var tenant = Tenant.Workspace(credential.WorkspaceId);
        await using (var transaction = await db.BeginAsync(tenant, cancellationToken))
        {
            db.Credentials.Add(credential);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var connected = false;
        try
        {
            var (accounts, problem) = await discovery.FindAsync(
                credential.Platform, credential.WorkspaceId, credential.Id, cancellationToken);
            if (accounts is null)
            {
                return new(problem!);
            }

            var stored = await StoreAsync(tenant, credential.Id, accounts, cancellationToken);
            connected = true;
            return new(stored);
        }
        finally
        {
            if (!connected)
            {
                // The user may have gone; the secret goes all the same.
                await DropAsync(tenant, credential.Id, CancellationToken.None);
            }
        }
    }

    private async Task<ConnectedAccountsResponse> StoreAsync(
        Tenant tenant, Guid credentialId, IReadOnlyList<DiscoveredAccount> found, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.BeginAsync(tenant, cancellationToken);

        // Read again: the worker's lease may have renewed it meanwhile.
        var credential = await db.Credentials.AsTracking().SingleAsync(c => c.Id == credentialId, cancellationToken);
        var now = clock.GetUtcNow();
        credential.Confirm(now);

        var externalIds = found.Select(account => account.ExternalId).ToArray();
        var known = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == credential.WorkspaceId
                && account.Platform == credential.Platform
                && externalIds.Contains(account.ExternalId))
            .ToDictionaryAsync(account => account.ExternalId, StringComparer.Ordinal, cancellationToken);
        var replaced = known.Values.Select(account => account.CredentialId).OfType<Guid>().Distinct().ToArray();
        List<Account> accounts = [];
        foreach (var discovered in found)
        {
            if (known.TryGetValue(discovered.ExternalId, out var account))
            {
                account.Connect(credential, discovered, now);
            }
            else
            {
                account = new Account(credential, discovered, now);
                db.Accounts.Add(account);
            }

            accounts.Add(account);
            db.Publish(account.ToConnected());
        }

        await db.SaveChangesAsync(cancellationToken);

        // Not revoked at the platform: for many, that would end the new consent as well.
        await db.Credentials
            .Where(old => replaced.Contains(old.Id) && !db.Accounts.Any(account => account.CredentialId == old.Id))
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ConnectedAccountsResponse([.. accounts.Select(account => account.ToResponse(credential))]);
    }

    private async Task DropAsync(Tenant tenant, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(tenant, cancellationToken);
        await db.Credentials
            .Where(credential => credential.Id == credentialId && credential.ConfirmedAt == null)
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
