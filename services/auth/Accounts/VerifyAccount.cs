using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

internal static class VerifyAccount
{
    public static async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> HandleAsync(
        Guid account_id, CurrentUser user, AuthDbContext db, AccountDiscovery discovery, AuditLog audit, CancellationToken cancellationToken)
    {
        string? platform;
        await using (await db.BeginAsync(user.Tenant, cancellationToken))
        {
            platform = await db.Accounts
                .Where(known => known.WorkspaceId == user.WorkspaceId && known.Id == account_id && known.CredentialId != null)
                .Select(known => known.Platform)
                .SingleOrDefaultAsync(cancellationToken);
        }

        if (platform is null)
        {
            return Problems.NotFound();
        }

        var outcome = await discovery.FindAsync(platform, user.WorkspaceId, account_id, cancellationToken);
        if (outcome is { Accounts: null, RefusedBecause: null })
        {
            // That the platform could not be asked says nothing about the account.
            return outcome.Problem!;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var account = await db.Accounts.AsTracking()
            .SingleOrDefaultAsync(known => known.WorkspaceId == user.WorkspaceId && known.Id == account_id, cancellationToken);
        var credential = await db.Credentials.AsNoTracking()
            .SingleOrDefaultAsync(known => account != null && known.Id == account.CredentialId, cancellationToken);
        if (account is null || credential is null)
        {
            return Problems.NotFound();
        }

        var found = outcome.Accounts?.FirstOrDefault(candidate => candidate.ExternalId == account.ExternalId);
        if (found is not null && account.Verified(found))
        {
            db.Publish(account.ToConnected());
        }
        else if (found is null && account.NeedsAttention(outcome.RefusedBecause ?? "The credential no longer opens this account."))
        {
            db.Publish(account.ToNeedsAttention());
        }

        await db.SaveChangesAsync(cancellationToken);
        var entry = AccountAudit.Of(
            AuditActions.CredentialVerified, account, found is null ? AuditOutcomes.Failed : AuditOutcomes.Done);
        await audit.RecordAsync(db, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(account.ToResponse(credential));
    }
}
