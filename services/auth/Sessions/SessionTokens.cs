using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>
/// Sign-ins and what keeps them alive. A refresh token is good for one use; using one twice means that two parties hold it,
/// and since nobody can say which of them is the thief, the whole session ends.
/// </summary>
internal sealed class SessionTokens(AuthDbContext db, AccessTickets tickets, UserAudit audit, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>So long may an honest client, whose answer was lost, ask for it again.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Adds a session to the open unit of work.</summary>
    public TokenResponse Begin(User user, Device device)
    {
        var session = new Session(user, device, clock.GetUtcNow());
        db.Sessions.Add(session);
        return Answer(session.Id, AddToken(session.Id).Text);
    }

    /// <returns>Null when the token is not good (any more).</returns>
    public async Task<TokenResponse?> RefreshAsync(string text, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);

        // The lock makes two uses of one token at the same moment take turns.
        var hash = Hash(text);
        var token = await db.RefreshTokens
            .FromSql($"select * from refresh_tokens where hash = {hash} for update")
            .AsTracking()
            .SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (token is null || token.ExpiresAt <= now)
        {
            return null;
        }

        var session = await db.Sessions.AsTracking().SingleAsync(s => s.Id == token.SessionId, cancellationToken);
        if (session.EndedAt is not null || !await IsCurrentAsync(session, cancellationToken))
        {
            return null;
        }

        TokenResponse? answer = null;
        if (token.UsedAt is null)
        {
            var (successor, successorText) = AddToken(session.Id);
            token.ReplaceBy(successor, tickets.Encrypt(successorText), now);
            session.Use(now);
            answer = Answer(session.Id, successorText);
        }
        else if (now - token.UsedAt <= Grace && await IsUnusedAsync(token.SuccessorId, cancellationToken))
        {
            answer = Answer(session.Id, tickets.Decrypt(token.Successor!));
        }
        else
        {
            session.End(now);
        }

        await db.SaveChangesAsync(cancellationToken);
        if (answer is null)
        {
            await audit.DenyAsync(session.UserId, AuditActions.RefreshTokenReused, "the session is ended", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    public async Task EndAsync(string text, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var hash = Hash(text);
        var now = clock.GetUtcNow();
        var session = await db.Sessions.AsTracking().SingleOrDefaultAsync(
            s => s.EndedAt == null && db.RefreshTokens.Any(t => t.SessionId == s.Id && t.Hash == hash), cancellationToken);
        if (session is null)
        {
            return;
        }

        session.End(now);
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(session.UserId, AuditActions.SessionEnded, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task<bool> IsCurrentAsync(Session session, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(user => user.Id == session.UserId && user.SessionVersion == session.Version, cancellationToken);

    private Task<bool> IsUnusedAsync(Guid? tokenId, CancellationToken cancellationToken) =>
        db.RefreshTokens.AnyAsync(t => t.Id == tokenId && t.UsedAt == null, cancellationToken);

    private (RefreshToken Token, string Text) AddToken(Guid sessionId)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new RefreshToken(sessionId, Hash(text), clock.GetUtcNow(), Lifetime);
        db.RefreshTokens.Add(token);
        return (token, text);
    }

    private TokenResponse Answer(Guid sessionId, string refreshToken) =>
        new(tickets.Issue(sessionId), "Bearer", (int)AccessTickets.Lifetime.TotalSeconds, refreshToken);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
