using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

internal static class AccountAttention
{
    /// <summary>Marks all accounts of a credential, in the open unit of work, and tells everybody.</summary>
    public static async Task RaiseAsync(AuthDbContext db, Credential credential, string reason, CancellationToken cancellationToken)
    {
        var accounts = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == credential.WorkspaceId && account.CredentialId == credential.Id)
            .ToListAsync(cancellationToken);
        foreach (var account in accounts.Where(account => account.NeedsAttention(reason)))
        {
            db.Publish(account.ToNeedsAttention());
        }
    }
}
