using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class TotpEndpoints
{
    public static RouteGroupBuilder MapTotp(this RouteGroupBuilder auth)
    {
        var totp = auth.MapGroup("/totp").RequireAuthorization(Policies.User).AddEndpointFilter<SessionRequired>();
        totp.MapGet("", ShowAsync)
            .WithName("GetTotp")
            .WithSummary("Whether a second factor is needed to sign in")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        totp.MapPost("", EnrollAsync)
            .WithName("EnrollTotp")
            .WithSummary("Makes a secret for an authenticator app, which counts once a code of it was confirmed")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        totp.MapPost("/confirm", ConfirmAsync)
            .WithName("ConfirmTotp")
            .WithSummary("Switches the second factor on; this answer is the only one that shows the recovery codes")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        totp.MapPost("/recovery-codes", RenewAsync)
            .WithName("RenewRecoveryCodes")
            .WithSummary("Makes new recovery codes in place of those that are left")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        totp.MapPost("/disable", DisableAsync)
            .WithName("DisableTotp")
            .WithSummary("Switches the second factor off, with password and code")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        return auth;
    }

    private static async Task<Ok<TotpResponse>> ShowAsync(CurrentUser user, AuthDbContext db, CancellationToken cancellationToken)
    {
        var userId = user.UserId;
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var enabledAt = await db.SecondFactors.Where(factor => factor.UserId == userId)
            .Select(factor => factor.ConfirmedAt).SingleOrDefaultAsync(cancellationToken);
        var codes = await db.RecoveryCodes.CountAsync(code => code.UserId == userId, cancellationToken);
        return TypedResults.Ok(new TotpResponse(enabledAt is not null, enabledAt, codes));
    }

    private static async Task<Results<Ok<TotpEnrollmentResponse>, ProblemHttpResult>> EnrollAsync(
        EnrollTotpRequest request,
        AuthDbContext db,
        Reauthentication reauthentication,
        SecondFactors factors,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (known, refusal) = await reauthentication.CheckAsync(request.Password, cancellationToken);
        if (known is null)
        {
            return refusal!;
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (await reauthentication.LockAsync(known, cancellationToken) is null)
        {
            return Reauthentication.Refused();
        }

        var factor = await factors.FindAsync(known.Id, cancellationToken);
        if (factor?.ConfirmedAt is not null)
        {
            return Problems.Conflict("totp_enabled", "A second factor is on already; switch it off first.");
        }

        if (factor is null)
        {
            factor = new SecondFactor(known.Id, clock.GetUtcNow());
            db.SecondFactors.Add(factor);
        }

        var secret = factors.Keep(factor);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new TotpEnrollmentResponse(secret, Totp.UriOf(secret, known.Email)));
    }

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> ConfirmAsync(
        ConfirmTotpRequest request,
        CurrentUser user,
        AuthDbContext db,
        SecondFactors factors,
        MailQueue mails,
        UserAudit audit,
        SignInLimits limits,
        TimeProvider clock,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var userId = user.UserId;
        if (limits.Refuse("confirm:" + userId, context) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var factor = await factors.FindAsync(userId, cancellationToken);
        if (factor is null || factor.ConfirmedAt is not null)
        {
            return Problems.Conflict("totp_not_pending", "There is no second factor that waits to be confirmed.");
        }

        if (!factors.Proves(factor, request.Code))
        {
            var errors = new ErrorBag();
            errors.Add("code", "is not what the app shows for this secret now; look at the clock of the device");
            return Problems.Invalid(errors);
        }

        factor.Confirm(clock.GetUtcNow());
        var codes = await factors.ReplaceRecoveryCodesAsync(userId, cancellationToken);
        var email = await db.Users.Where(owner => owner.Id == userId).Select(owner => owner.Email).SingleAsync(cancellationToken);
        mails.AddNotice(db, MailKinds.SecondFactorOn, email);
        await db.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(userId, AuditActions.SecondFactorOn, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.Ok(new RecoveryCodesResponse(codes));
    }

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> RenewAsync(
        SecondFactorRequest request, ProvenFactor proven, SecondFactors factors, AuthDbContext db, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> codes = [];
        var refusal = await proven.DoAsync(
            request,
            AuditActions.RecoveryCodesRenewed,
            async owner =>
            {
                codes = await factors.ReplaceRecoveryCodesAsync(owner.Id, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        return refusal is null ? TypedResults.Ok(new RecoveryCodesResponse(codes)) : refusal;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        SecondFactorRequest request,
        ProvenFactor proven,
        SecondFactors factors,
        MailQueue mails,
        AuthDbContext db,
        CancellationToken cancellationToken)
    {
        var refusal = await proven.DoAsync(
            request,
            AuditActions.SecondFactorOff,
            async owner =>
            {
                mails.AddNotice(db, MailKinds.SecondFactorOff, owner.Email);
                await db.SaveChangesAsync(cancellationToken);
                await factors.RemoveAsync(owner.Id, cancellationToken);
            },
            cancellationToken);
        mails.Send();
        return refusal is null ? TypedResults.NoContent() : refusal;
    }
}
