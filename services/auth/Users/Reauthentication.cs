using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

/// <summary>Asks for the password again where a session alone, perhaps left open somewhere, must not be enough.</summary>
internal sealed class Reauthentication(
    AuthDbContext db,
    Passwords passwords,
    SignInLimits limits,
    UserAudit audit,
    CurrentUser user,
    IHttpContextAccessor accessor)
{
    /// <returns>The user, or what to answer because it is not them.</returns>
    public async Task<(User? User, ProblemHttpResult? Refusal)> CheckAsync(string password, CancellationToken cancellationToken)
    {
        var userId = user.UserId;
        if (limits.Refuse(userId.ToString(), accessor.HttpContext!) is { } wait)
        {
            return (null, TooMany.Requests(accessor.HttpContext!, wait));
        }

        // Hashing takes a tenth of a second: not while a transaction is open.
        User? known;
        await using (await db.BeginAsync(Tenant.System, cancellationToken))
        {
            known = await db.Users.AsNoTracking().SingleOrDefaultAsync(owner => owner.Id == userId, cancellationToken);
        }

        if (known is not null && passwords.Verify(known.PasswordHash, password) != PasswordVerificationResult.Failed)
        {
            return (known, null);
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        await audit.DenyAsync(userId, AuditActions.Reauthenticated, "password", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (null, Refused());
    }

    /// <summary>
    /// The user's row, locked, in the open transaction. Null when the password that was checked is not theirs any more.
    /// </summary>
    public Task<User?> LockAsync(User known, CancellationToken cancellationToken) => db.Users
        .FromSql($"select * from users where id = {known.Id} and password_hash = {known.PasswordHash} for update")
        .AsTracking()
        .SingleOrDefaultAsync(cancellationToken);

    public static ProblemHttpResult Refused() =>
        Problems.Problem(StatusCodes.Status403Forbidden, "wrong_password", "The password is wrong.");
}
