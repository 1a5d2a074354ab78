using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>
/// Renews tokens when it is time although nobody leases them, since refresh tokens that are not used end as well; and says
/// that a person must act when an access that nothing renews has ended.
/// </summary>
internal sealed partial class RefreshSweep(
    IServiceScopeFactory scopes,
    CredentialRefresh refresh,
    IOptions<RefreshOptions> options,
    TimeProvider clock,
    ILogger<RefreshSweep> logger) : DuePump(clock, logger)
{
    private const int Batch = 100;

    /// <summary>Platforms answer in about a second, and the database has its own work.</summary>
    private const int AtOnce = 4;

    private readonly TimeProvider _clock = clock;
    private readonly ILogger<RefreshSweep> _logger = logger;

    protected override TimeSpan IdleLimit => options.Value.SweepInterval;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var due = await DueAsync(cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (credential, ct) => await RenewAsync(credential, ct));
        var ended = await EndAsync(cancellationToken);
        return due.Count == Batch || ended == Batch ? _clock.GetUtcNow() : null;
    }

    private async Task<List<DueCredential>> DueAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        return await db.Credentials
            .Where(credential => credential.RefreshToken != null && credential.DeadAt == null && credential.ConfirmedAt != null
                && credential.RefreshAt <= now
                && (credential.RefreshRetryAt == null || credential.RefreshRetryAt <= now)
                && (credential.RefusalCheckAt == null || credential.RefusalCheckAt <= now)
                && (credential.RefreshStartedAt == null || credential.RefreshStartedAt <= now - CredentialRefresh.ClaimLife))
            .OrderBy(credential => credential.RefreshAt)
            .Take(Batch)
            .Select(credential => new DueCredential(credential.Id, credential.Version))
            .ToListAsync(cancellationToken);
    }

    /// <summary>One that does not come off must not keep the others waiting.</summary>
    private async Task RenewAsync(DueCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await refresh.RefreshAsync(credential.Id, credential.Version, isUrgent: false, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRenewed(credential.Id, failed.GetType().Name);
            await PutOffAsync(credential, cancellationToken);
        }
    }

    private async Task PutOffAsync(DueCredential due, CancellationToken cancellationToken)
    {
        var until = _clock.GetUtcNow() + CredentialRefresh.LongestRetryDelay;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        await db.Credentials
            .Where(credential => credential.Id == due.Id && credential.Version == due.Version)
            .ExecuteUpdateAsync(row => row.SetProperty(credential => credential.RefreshRetryAt, until), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var accounts = await db.Accounts
            .FromSql(
                $"""
                select * from accounts
                where credential_id is not null and health = {AccountHealth.Ok} and ends_at <= {now}
                order by ends_at limit {Batch} for update skip locked
                """)
            .AsTracking()
            .ToListAsync(cancellationToken);
        foreach (var account in accounts.Where(account => account.NeedsAttention(CredentialLeases.Expired)))
        {
            db.Publish(account.ToNeedsAttention());
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return accounts.Count;
    }

    private sealed record DueCredential(Guid Id, long Version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Credential {CredentialId} could not be renewed: {Error}")]
    private partial void LogNotRenewed(Guid credentialId, string error);
}
