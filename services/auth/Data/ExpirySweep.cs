using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Data;

/// <summary>Removes what nobody can use any more: consents not returned from, invitations nobody took, sessions that ended by themselves, secrets of connections that were never finished.</summary>
internal sealed class ExpirySweep(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ExpirySweep> logger) : DuePump(clock, logger)
{
    private readonly TimeProvider _clock = clock;

    protected override TimeSpan IdleLimit => TimeSpan.FromMinutes(15);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var now = _clock.GetUtcNow();
        var unfinished = now - Credential.UnconfirmedLife;
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        await db.Authorizations.Where(waiting => waiting.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.Credentials
            .Where(credential => credential.ConfirmedAt == null && credential.CreatedAt <= unfinished)
            .ExecuteDeleteAsync(cancellationToken);
        await db.Invitations.Where(invitation => invitation.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(token => token.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.MailTokens.Where(token => token.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.Mails.Where(mail => mail.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.Sessions
            .Where(session => session.CreatedAt <= unfinished && !db.RefreshTokens.Any(token => token.SessionId == session.Id))
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
