using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

internal static class AccountAttention
{
    /// <summary>Marks the accounts of a credential, in the open unit of work, and tells everybody.</summary>
    /// <param name="only">An account with a token of its own; null is all that live by the consent's.</param>
    public static async Task RaiseAsync(
        AuthDbContext db, Credential credential, string reason, CancellationToken cancellationToken, Account? only = null)
    {
        var accounts = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == credential.WorkspaceId && account.CredentialId == credential.Id
                && (only == null ? account.Token == null : account.Id == only.Id))
            .ToListAsync(cancellationToken);
        foreach (var account in accounts.Where(account => account.NeedsAttention(reason)))
        {
            db.Publish(account.ToNeedsAttention());
        }
    }
}
