using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>Where a user is signed in, and the ways to end that.</summary>
internal static class SessionList
{
    public static async Task<Results<Ok<Page<SessionResponse>>, ProblemHttpResult>> ListAsync(
        CurrentUser user,
        AuthDbContext db,
        TimeProvider clock,
        CancellationToken cancellationToken,
        int limit = Paging.DefaultLimit,
        string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        var (userId, current) = (user.UserId, user.SessionId);
        var alive = clock.GetUtcNow() - SessionTokens.Lifetime;
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var sessions = await (
            from session in db.Sessions
            join owner in db.Users on session.UserId equals owner.Id
            where owner.Id == userId && session.Version == owner.SessionVersion && session.EndedAt == null
                && session.LastUsedAt > alive && (after == null || session.Id > after)
            orderby session.Id
            select new SessionResponse(
                session.Id, session.CreatedAt, session.LastUsedAt, session.UserAgent, session.Network, session.Id == current))
            .Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(sessions, limit, session => session.Id));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid id, CurrentUser user, AuthDbContext db, UserAudit audit, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (userId, now) = (user.UserId, clock.GetUtcNow());
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var ended = await db.Sessions
            .Where(session => session.Id == id && session.UserId == userId && session.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now), cancellationToken);
        if (ended == 0)
        {
            return Problems.NotFound();
        }

        await audit.RecordAsync(userId, AuditActions.SessionEnded, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Also a sign-in that is under way at this moment comes to nothing: it began with the version before.</summary>
    public static async Task<NoContent> EndAllAsync(
        CurrentUser user, AuthDbContext db, UserAudit audit, CancellationToken cancellationToken)
    {
        var userId = user.UserId;
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        await db.Users.Where(owner => owner.Id == userId).ExecuteUpdateAsync(
            set => set.SetProperty(owner => owner.SessionVersion, owner => owner.SessionVersion + 1), cancellationToken);
        await audit.RecordAsync(userId, AuditActions.SessionsEnded, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
