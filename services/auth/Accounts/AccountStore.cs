using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Writes connected accounts, in the transaction of whoever asks for it.</summary>
internal sealed class AccountStore(AuthDbContext db, CredentialVault vault)
{
    /// <summary>The chosen ones become accounts; the others, and the tokens they have, are forgotten.</summary>
    public async Task<ConnectedAccountsResponse> ConnectAsync(
        Credential credential, IReadOnlyList<ConnectionAccount> chosen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        credential.Confirm(now);
        var externalIds = chosen.Select(choice => choice.ExternalId).ToArray();
        var known = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == credential.WorkspaceId
                && account.Platform == credential.Platform
                && externalIds.Contains(account.ExternalId))
            .ToDictionaryAsync(account => account.ExternalId, StringComparer.Ordinal, cancellationToken);
        var replaced = known.Values.Select(account => account.CredentialId).OfType<Guid>().Distinct().ToArray();
        List<Account> accounts = [];
        foreach (var choice in chosen)
        {
            if (!known.TryGetValue(choice.ExternalId, out var account))
            {
                account = new Account(credential, choice.Found!, now);
                db.Accounts.Add(account);
            }

            var token = choice.Token is null ? null : vault.Seal(vault.Open(choice.Token, choice.TokenPlace), account.TokenPlace);
            account.Connect(credential, choice.Found!, now, token, choice.TokenExpiresAt);
            accounts.Add(account);
            db.Publish(account.ToConnected());
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.ConnectionAccounts.Where(choice => choice.CredentialId == credential.Id).ExecuteDeleteAsync(cancellationToken);
        await RemoveUnusedAsync(replaced, cancellationToken);
        return new ConnectedAccountsResponse([.. accounts.Select(account => account.ToResponse(credential))]);
    }

    /// <summary>Not revoked at the platform: for many, that would end the new consent as well.</summary>
    public Task RemoveUnusedAsync(Guid[] replaced, CancellationToken cancellationToken) => db.Credentials
        .Where(old => replaced.Contains(old.Id) && !db.Accounts.Any(account => account.CredentialId == old.Id))
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>What a connection in the making opens, in the order of the names.</summary>
    public async Task<ConnectedAccountsResponse> ChoicesAsync(Credential credential, CancellationToken cancellationToken)
    {
        var choices = await db.ConnectionAccounts.AsNoTracking()
            .Where(choice => choice.CredentialId == credential.Id && choice.Found != null)
            .ToListAsync(cancellationToken);
        var connected = await db.Accounts
            .Where(account => account.WorkspaceId == credential.WorkspaceId && account.Platform == credential.Platform && account.CredentialId != null)
            .Select(account => account.ExternalId)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        return new ConnectedAccountsResponse([])
        {
            ConnectionId = credential.Id,
            AccountsToChooseFrom =
            [
                .. choices.Select(choice => choice.Found!)
                    .OrderBy(found => found.Name, StringComparer.OrdinalIgnoreCase).ThenBy(found => found.ExternalId, StringComparer.Ordinal)
                    .Select(found => new AccountChoice(
                        found.ExternalId, found.Name, found.Kind, found.Url, found.AvatarUrl, connected.Contains(found.ExternalId))),
            ],
            ChooseBefore = credential.CreatedAt + Credential.UnconfirmedLife,
        };
    }
}
