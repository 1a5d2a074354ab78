using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Tells platforms to forget the tokens of disconnected accounts, until they have heard it or it is hopeless.</summary>
internal sealed class RevocationPump(
    IServiceScopeFactory scopes,
    PlatformCatalog catalog,
    OAuthApplications applications,
    CredentialVault vault,
    TimeProvider clock,
    ILogger<RevocationPump> logger) : DuePump(clock, logger)
{
    private const int Batch = 20;
    private const int MaxAttempts = 8;

    /// <summary>While one process makes the call, others leave the row alone.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock;

    protected override TimeSpan IdleLimit => TimeSpan.FromMinutes(1);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var client = scope.ServiceProvider.GetRequiredService<OAuth2Client>();
        foreach (var revocation in await ClaimAsync(db, cancellationToken))
        {
            var done = await IsSparedAsync(db, revocation, cancellationToken)
                || await RevokeAsync(client, revocation, cancellationToken)
                || revocation.Attempts >= MaxAttempts;
            if (done)
            {
                await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
                await db.Revocations.Where(told => told.Id == revocation.Id).ExecuteDeleteAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        }

        await using (await db.BeginAsync(Tenant.System, cancellationToken))
        {
            return await db.Revocations.MinAsync(waiting => (DateTimeOffset?)waiting.DueAt, cancellationToken);
        }
    }

    private async Task<List<Revocation>> ClaimAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var due = await db.Revocations
            .FromSql($"select * from revocations where due_at <= {now} order by due_at limit {Batch} for update skip locked")
            .AsTracking()
            .ToListAsync(cancellationToken);
        foreach (var revocation in due)
        {
            // 1, 2, 4 … minutes: some two hours in all.
            revocation.TryAgain(now + (Claim * Math.Pow(2, revocation.Attempts)));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due;
    }

    /// <summary>The same account is connected, here anew or in another workspace, by a consent that would end as well.</summary>
    private static async Task<bool> IsSparedAsync(AuthDbContext db, Revocation revocation, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        return await db.Accounts.AnyAsync(
            account => account.Platform == revocation.Platform && account.CredentialId != null
                && revocation.EndsConsentOf.Contains(account.ExternalId),
            cancellationToken);
    }

    private async Task<bool> RevokeAsync(OAuth2Client client, Revocation revocation, CancellationToken cancellationToken)
    {
        var scheme = (await catalog.FindAsync(revocation.Platform, cancellationToken))?.OAuth2;
        return scheme?.RevokeUrl is not null
            && applications.Find(revocation.Platform) is { } application
            && await client.RevokeAsync(scheme, application, vault.Open(revocation.Token, revocation.Place), cancellationToken);
    }
}
