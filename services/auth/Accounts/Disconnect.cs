using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

internal static class Disconnect
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string platform,
        CurrentUser user,
        AuthDbContext db,
        PlatformCatalog catalog,
        CredentialVault vault,
        RevocationPump revocations,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken cancellationToken,
        Guid? account_id = null)
    {
        var known = await catalog.FindAsync(platform, cancellationToken);
        var slug = known?.Slug ?? platform;
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var accounts = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == user.WorkspaceId && account.Platform == slug && account.CredentialId != null
                && (account_id == null || account.Id == account_id))
            .ToListAsync(cancellationToken);
        if (accounts.Count == 0)
        {
            return Problems.NotFound();
        }

        var used = accounts.Select(account => account.CredentialId!.Value).Distinct().ToArray();
        var externalIds = accounts.Select(account => account.ExternalId).ToArray();
        foreach (var account in accounts)
        {
            account.Disconnect();
            db.Publish(account.ToDisconnected());
        }

        await db.SaveChangesAsync(cancellationToken);

        // A consent may have opened other accounts that stay.
        var unused = await db.Credentials.AsTracking()
            .Where(credential => used.Contains(credential.Id) && !db.Accounts.Any(account => account.CredentialId == credential.Id))
            .ToListAsync(cancellationToken);
        if (known?.OAuth2?.RevokeUrl is not null)
        {
            var endsConsent = known.OAuth2.RevokeEndsConsent() ? externalIds : null;
            db.Revocations.AddRange(unused.SelectMany(credential => RevocationsOf(credential, endsConsent, vault, clock.GetUtcNow())));
        }

        db.Credentials.RemoveRange(unused);
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(
            db, [.. accounts.Select(account => AccountAudit.Of(AuditActions.CredentialDisconnected, account))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        revocations.Wake();
        return TypedResults.NoContent();
    }

    /// <param name="endsConsent">The accounts that lose their consent everywhere; null where tokens are revoked one by one.</param>
    private static IEnumerable<Revocation> RevocationsOf(
        Credential credential, string[]? endsConsent, CredentialVault vault, DateTimeOffset now)
    {
        (byte[]? Secret, string Column)[] secrets = endsConsent is not null
            ? [(credential.AccessToken, Credential.AccessTokenColumn)]
            :
            [
                (credential.RefreshToken, Credential.RefreshTokenColumn),
                (credential.AccessToken, Credential.AccessTokenColumn),
            ];
        foreach (var (secret, column) in secrets)
        {
            if (secret is not null)
            {
                var revocation = new Revocation(credential, endsConsent ?? [], now);
                revocation.Keep(vault.Seal(vault.Open(secret, credential.Place(column)), revocation.Place));
                yield return revocation;
            }
        }
    }
}
