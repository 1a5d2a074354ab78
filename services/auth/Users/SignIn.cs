using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class SignIn
{
    public static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> HandleAsync(
        LoginRequest request,
        AuthDbContext db,
        Passwords passwords,
        SecondFactors factors,
        SessionTokens sessions,
        SignInLimits limits,
        UserAudit audit,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email);
        if (limits.Refuse(email ?? "", context) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        // Hashing takes a tenth of a second: not while a transaction is open.
        User? user;
        await using (await db.BeginAsync(Tenant.System, cancellationToken))
        {
            user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Email == email, cancellationToken);
        }

        var verification = passwords.Verify(user?.PasswordHash, request.Password);
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (user is null || verification == PasswordVerificationResult.Failed)
        {
            await audit.DenyAsync(user?.Id, AuditActions.SignedIn, "password", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Problems.Problem(
                StatusCodes.Status401Unauthorized, "invalid_credentials", "E-mail address or password is wrong.");
        }

        if (verification == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var (before, after) = (user.PasswordHash, passwords.Hash(request.Password));
            await db.Users.Where(known => known.Id == user.Id && known.PasswordHash == before).ExecuteUpdateAsync(
                set => set.SetProperty(known => known.PasswordHash, after), cancellationToken);
        }

        var refusal = await factors.RefuseAsync(user.Id, request.Code, StatusCodes.Status401Unauthorized, context, cancellationToken);
        if (refusal is not null)
        {
            await audit.DenyAsync(user.Id, AuditActions.SignedIn, "second factor", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return refusal;
        }

        // With the version that was read beside the password: whoever changed it meanwhile meant this sign-in, too.
        var tokens = sessions.Begin(user, Device.Of(context));
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(user.Id, AuditActions.SignedIn, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(tokens);
    }
}
