using System.Collections.Concurrent;
using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>
/// Renews access tokens, once however many ask: in this process they share one attempt, and between processes the row says
/// that one is under way. Most refresh tokens are good for one use, so two attempts at once would end the consent.
/// </summary>
internal sealed partial class CredentialRefresh(
    IServiceScopeFactory scopes,
    PlatformCatalog catalog,
    OAuthApplications applications,
    CredentialVault vault,
    CredentialTokens tokens,
    AuditLog audit,
    TimeProvider clock,
    ILogger<CredentialRefresh> logger)
{
    /// <summary>Longer than a platform may take to answer: after that, whoever started is taken for dead.</summary>
    public static readonly TimeSpan ClaimLife = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>A refusal is believed when it is repeated after this time.</summary>
    private static readonly TimeSpan RefusalCheck = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SaveRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Ten minutes: the platform may have spent the former token, so giving up means losing the consent.</summary>
    private const int SaveAttempts = 600;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(Guid CredentialId, bool IsUrgent), Lazy<Task>> _running = new();

    /// <summary>Tries to get past <paramref name="version"/>; the caller reads the row again to see what came of it.</summary>
    /// <param name="isUrgent">The token is no good any more: the platform is asked although it did not answer a moment ago.</param>
    public Task RefreshAsync(Guid credentialId, long version, bool isUrgent, CancellationToken cancellationToken) =>
        _running.GetOrAdd((credentialId, isUrgent), key => new Lazy<Task>(() => RunAsync(key.CredentialId, version, key.IsUrgent)))
            .Value.WaitAsync(cancellationToken);

    /// <summary>Not tied to any caller: a platform that has answered must be listened to, or its new token is lost.</summary>
    private async Task RunAsync(Guid credentialId, long version, bool isUrgent)
    {
        try
        {
            // Let the Lazy have its value, or the entry that is removed below would be put in afterwards.
            await Task.Yield();
            var (claim, credential) = await ClaimAsync(credentialId, version, isUrgent);
            switch (claim)
            {
                case Claim.Taken:
                    var outcome = await AskAsync(credential!);
                    await SaveAsync(credentialId, version, outcome);
                    break;
                case Claim.Busy:
                    await WaitForOtherProcessAsync(credentialId, version);
                    break;
                default:
                    break;
            }
        }
        finally
        {
            _running.TryRemove((credentialId, isUrgent), out _);
        }
    }

    /// <summary>Writes down that a refresh is under way, before it is.</summary>
    private async Task<(Claim Claim, Credential? Credential)> ClaimAsync(Guid credentialId, long version, bool isUrgent)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, CancellationToken.None);
        var credential = await LockAsync(db, credentialId);
        var now = clock.GetUtcNow();
        if (credential is null || credential.Version != version || credential.RefreshToken is null
            || credential.DeadAt is not null || credential.RefusalCheckAt > now || (!isUrgent && credential.RefreshRetryAt > now))
        {
            return (Claim.NotNeeded, null);
        }

        if (credential.RefreshStartedAt > now - ClaimLife)
        {
            return (Claim.Busy, null);
        }

        credential.RefreshStarted(now);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return (Claim.Taken, credential);
    }

    private async Task<TokenOutcome> AskAsync(Credential credential)
    {
        if ((await catalog.FindAsync(credential.Platform, CancellationToken.None))?.OAuth2 is not { } scheme
            || applications.Find(credential.Platform) is not { } application)
        {
            return new TokenOutcome.Unavailable("the platform or its OAuth application is not configured");
        }

        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<OAuth2Client>();
        var refreshToken = vault.Open(credential.RefreshToken!, credential.Place(Credential.RefreshTokenColumn));
        return await client.RefreshAsync(scheme, application, refreshToken, CancellationToken.None);
    }

    /// <summary>The new tokens exist nowhere else, so a database that is away for a moment is waited for.</summary>
    private async Task SaveAsync(Guid credentialId, long version, TokenOutcome outcome)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveOnceAsync(credentialId, version, outcome);
                return;
            }
            catch (Exception away) when (attempt < SaveAttempts && (away is NpgsqlException || away.InnerException is NpgsqlException))
            {
                LogSaveFailed(credentialId, away.GetType().Name);
                await Task.Delay(SaveRetryDelay, clock);
            }
        }
    }

    private async Task SaveOnceAsync(Guid credentialId, long version, TokenOutcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, CancellationToken.None);
        var credential = await LockAsync(db, credentialId);
        if (credential is null || credential.Version != version)
        {
            // Disconnected, connected anew or renewed by another process meanwhile: theirs is the later word.
            return;
        }

        AuditEntry? entry = null;
        switch (outcome)
        {
            case TokenOutcome.Granted granted:
                var scheme = (await catalog.FindAsync(credential.Platform, CancellationToken.None))!.OAuth2!;
                tokens.Keep(credential, granted.Tokens, scheme, isRenewal: true);
                credential.Renewed();
                await TellNewEndAsync(db, credential);
                entry = AccountAudit.Of(AuditActions.CredentialRefreshed, credential);
                break;
            case TokenOutcome.Refused refused when credential.RefreshRefused(clock.GetUtcNow(), RefusalCheck):
                LogDead(credentialId, credential.Platform, refused.Error);
                entry = AccountAudit.Of(AuditActions.CredentialRefreshed, credential, AuditOutcomes.Failed);
                await AccountAttention.RaiseAsync(
                    db, credential, "The platform no longer accepts this connection; connect the account again.", CancellationToken.None);
                break;
            case TokenOutcome.Unavailable:
                credential.RefreshFailed(clock.GetUtcNow(), FirstRetryDelay, LongestRetryDelay);
                break;
            default:
                break;
        }

        await db.SaveChangesAsync();
        if (entry is not null)
        {
            await audit.RecordAsync(db, entry with { Actor = AuditActor.System }, CancellationToken.None);
        }

        await transaction.CommitAsync();
    }

    /// <summary>Posts warns of what is due after an access has ended.</summary>
    private static async Task TellNewEndAsync(AuthDbContext db, Credential credential)
    {
        var accounts = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == credential.WorkspaceId && account.CredentialId == credential.Id)
            .ToListAsync();
        foreach (var account in accounts.Where(account => account.Renewed(credential)))
        {
            db.Publish(account.ToConnected());
        }
    }

    private async Task WaitForOtherProcessAsync(Guid credentialId, long version)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < LongestWait)
        {
            await Task.Delay(PollInterval, clock);
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
            await using var transaction = await db.BeginAsync(Tenant.System, CancellationToken.None);
            if (!await db.Credentials.AnyAsync(c => c.Id == credentialId && c.Version == version && c.RefreshStartedAt != null))
            {
                return;
            }
        }
    }

    private static Task<Credential?> LockAsync(AuthDbContext db, Guid credentialId) =>
        db.Credentials
            .FromSql($"select * from credentials where id = {credentialId} for update")
            .AsTracking()
            .SingleOrDefaultAsync();

    private enum Claim
    {
        NotNeeded,
        Busy,
        Taken,
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Credential {CredentialId} of {Platform} was refused twice ({Error}); a person must reconnect it")]
    private partial void LogDead(Guid credentialId, string platform, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The new tokens of credential {CredentialId} are not stored yet: {Error}")]
    private partial void LogSaveFailed(Guid credentialId, string error);
}
