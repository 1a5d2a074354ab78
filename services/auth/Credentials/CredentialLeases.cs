using System.Text.Json;
using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>Hands a worker what it needs to speak for an account, renewed when it is time. Refresh tokens stay here.</summary>
internal sealed class CredentialLeases(AuthDbContext db, CredentialVault vault, CredentialRefresh refresh, TimeProvider clock)
{
    public const string Expired = "The access has ended and the platform gave no means to renew it; connect the account again.";
    private const string Rejected = "The platform refused the credential; connect the account again.";

    public async Task<LeaseOutcome> LeaseAsync(Guid id, LeaseCredentialRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, request, cancellationToken) is not { } found)
        {
            return new LeaseOutcome.NotFound();
        }

        var isRejected = request.RejectedVersion == found.Credential.Version;
        if (found.HasOwnToken || found.Credential.RefreshToken is null)
        {
            return await LeaseUnrenewableAsync(found, isRejected, cancellationToken);
        }

        if (!isRejected && !IsTimeToRenew(found.Credential))
        {
            return Lease(found);
        }

        await refresh.RefreshAsync(found.Credential.Id, found.Credential.Version, isRejected || IsOver(found.Credential), cancellationToken);
        var renewed = await FindAsync(id, request, cancellationToken);
        return renewed switch
        {
            null => new LeaseOutcome.NotFound(),
            { Credential: var credential } when credential.Version != found.Credential.Version => Lease(renewed),

            // The renewal did not come off, and the former token still has life in it.
            { Credential: var credential } when !isRejected && !IsOver(credential) => Lease(renewed),
            { Credential.DeadAt: not null } => new LeaseOutcome.NeedsAttention(),
            _ => new LeaseOutcome.TryLater(),
        };
    }

    private async Task<LeaseOutcome> LeaseUnrenewableAsync(Found found, bool isRejected, CancellationToken cancellationToken)
    {
        var isOver = found.HasOwnToken ? found.Account!.TokenExpiresAt <= clock.GetUtcNow() : IsOver(found.Credential);
        if (isRejected || isOver)
        {
            await using var transaction = await db.BeginAsync(Tenant.Workspace(found.Credential.WorkspaceId), cancellationToken);
            await AccountAttention.RaiseAsync(
                db, found.Credential, isRejected ? Rejected : Expired, cancellationToken, found.HasOwnToken ? found.Account : null);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return isOver ? new LeaseOutcome.NeedsAttention() : Lease(found);
    }

    /// <summary>An account of this workspace and platform, or a credential in the making.</summary>
    private async Task<Found?> FindAsync(Guid id, LeaseCredentialRequest request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.Workspace(request.WorkspaceId), cancellationToken);
        var account = await db.Accounts.AsNoTracking()
            .SingleOrDefaultAsync(
                known => known.Id == id && known.WorkspaceId == request.WorkspaceId && known.Platform == request.Platform,
                cancellationToken);
        var credential = await db.Credentials.AsNoTracking()
            .SingleOrDefaultAsync(
                known => known.WorkspaceId == request.WorkspaceId && known.Platform == request.Platform
                    && (account != null ? known.Id == account.CredentialId : known.Id == id && known.ConfirmedAt == null),
                cancellationToken);
        return credential is null ? null : new Found(credential, account);
    }

    private LeaseOutcome Lease(Found found)
    {
        var (credential, account) = found;
        return new LeaseOutcome.Leased(new CredentialLeaseResponse
        {
            Version = credential.Version,
            AccessToken = TokenOf(found),
            Fields = credential.Fields is { } fields
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(
                    vault.Open(fields, credential.Place(Credential.FieldsColumn)), JsonSerializerOptions.Default)!
                : [],
            ExpiresAt = found.HasOwnToken ? account!.TokenExpiresAt : credential.ExpiresAt,
            AccountExternalId = account?.ExternalId,
            AccountName = account?.Name,
            Attributes = account?.Attributes ?? [],
        });
    }

    private string? TokenOf(Found found) => found switch
    {
        { Account.Token: { } own } => vault.Open(own, found.Account.TokenPlace),
        { Credential.AccessToken: { } token } => vault.Open(token, found.Credential.Place(Credential.AccessTokenColumn)),
        _ => null,
    };

    /// <summary>A platform that could not be asked just now is left alone for a while, as long as the token lives.</summary>
    private bool IsTimeToRenew(Credential credential) =>
        IsOver(credential) || (credential.RefreshAt <= clock.GetUtcNow() && !(credential.RefreshRetryAt > clock.GetUtcNow()));

    private bool IsOver(Credential credential) => credential.ExpiresAt <= clock.GetUtcNow();

    private sealed record Found(Credential Credential, Account? Account)
    {
        public bool HasOwnToken => Account?.Token is not null;
    }
}

internal abstract record LeaseOutcome
{
    private LeaseOutcome()
    {
    }

    public sealed record Leased(CredentialLeaseResponse Response) : LeaseOutcome;

    public sealed record NotFound : LeaseOutcome;

    /// <summary>A person must reconnect the account.</summary>
    public sealed record NeedsAttention : LeaseOutcome;

    /// <summary>The platform could not be asked, or its refusal is yet to be confirmed.</summary>
    public sealed record TryLater : LeaseOutcome;
}
