using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>
/// From a fresh credential to accounts: the platform's worker finds what it opens. A single account is connected at once; among
/// several the user chooses, and until then the credential does not count.
/// </summary>
internal sealed class AccountConnection(
    AuthDbContext db, AccountDiscovery discovery, AccountStore store, AuditLog audit, TimeProvider clock)
{
    /// <summary>More than anybody chooses among by hand.</summary>
    private const int MostAccounts = 500;

    /// <param name="keep">What else belongs into the transaction that connects.</param>
    public async Task<ConnectionOutcome> ConnectAsync(
        Credential credential,
        KnownPlatform platform,
        CancellationToken cancellationToken,
        Func<ConnectedAccountsResponse, CancellationToken, Task>? keep = null)
    {
        var tenant = Tenant.Workspace(credential.WorkspaceId);
        await using (var transaction = await db.BeginAsync(tenant, cancellationToken))
        {
            db.Credentials.Add(credential);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var kept = false;
        try
        {
            var outcome = await discovery.FindAsync(credential.Platform, credential.WorkspaceId, credential.Id, cancellationToken);
            if (outcome.Accounts is not { } accounts)
            {
                return new(outcome.Problem!);
            }

            // Fields have no scopes, whatever the platform's OAuth needs.
            if (credential.Fields is null && outcome.GrantedScopes is { } granted
                && platform.OAuth2?.Missing(granted) is { Length: > 0 } missing)
            {
                return new(ConnectionProblems.MissingScopes(platform, missing));
            }

            var connected = await KeepAsync(tenant, credential.Id, [.. accounts.Take(MostAccounts)], outcome.GrantedScopes, keep, cancellationToken);
            kept = true;
            return new(connected);
        }
        finally
        {
            if (!kept)
            {
                // The user may have gone; the secret goes all the same.
                await DropAsync(tenant, credential.Id, CancellationToken.None);
            }
        }
    }

    private async Task<ConnectedAccountsResponse> KeepAsync(
        Tenant tenant,
        Guid credentialId,
        IReadOnlyList<DiscoveredAccount> found,
        IReadOnlyList<string>? grantedScopes,
        Func<ConnectedAccountsResponse, CancellationToken, Task>? keep,
        CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.BeginAsync(tenant, cancellationToken);

        // Read again: the worker's lease may have renewed it meanwhile.
        var credential = await db.Credentials.AsTracking().SingleAsync(known => known.Id == credentialId, cancellationToken);
        if (grantedScopes is not null)
        {
            credential.Grant(grantedScopes);
        }

        var choices = await db.ConnectionAccounts.AsTracking()
            .Where(choice => choice.CredentialId == credentialId)
            .ToDictionaryAsync(choice => choice.ExternalId, StringComparer.Ordinal, cancellationToken);
        foreach (var account in found)
        {
            if (!choices.TryGetValue(account.ExternalId, out var choice))
            {
                choices[account.ExternalId] = choice = new ConnectionAccount(credential, account.ExternalId);
                db.ConnectionAccounts.Add(choice);
            }

            choice.Describe(account);
        }

        await db.SaveChangesAsync(cancellationToken);
        ConnectedAccountsResponse answer;
        if (found.Count == 1)
        {
            answer = await store.ConnectAsync(credential, [choices[found[0].ExternalId]], clock.GetUtcNow(), cancellationToken);
            await (keep?.Invoke(answer, cancellationToken) ?? Task.CompletedTask);
            await audit.RecordAsync(db, AccountAudit.Connected(answer.Accounts, credential), cancellationToken);
        }
        else
        {
            answer = await store.ChoicesAsync(credential, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return answer;
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
