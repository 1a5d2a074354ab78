using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

/// <summary>For those who cannot sign in: whoever reads their mail may choose a new password. A second factor stays on.</summary>
internal static class ResetPassword
{
    /// <summary>
    /// Only queues the mail. Whether there is such a user is found out later, so that neither the answer nor its time tells.
    /// </summary>
    public static async Task<Results<Accepted, ProblemHttpResult>> AskAsync(
        ForgotPasswordRequest request,
        AuthDbContext db,
        SignInLimits limits,
        MailQueue mails,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email);
        if (limits.Refuse("forgot:" + email, context) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        if (email is null)
        {
            var errors = new ErrorBag();
            errors.Add("email", "is not an e-mail address");
            return Problems.Invalid(errors);
        }

        if (!mails.IsOn)
        {
            return MailQueue.NoMail();
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        mails.Add(db, MailKinds.PasswordReset, email, MailTokens.PasswordLife);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.Accepted((string?)null);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        ResetPasswordRequest request,
        AuthDbContext db,
        Passwords passwords,
        PasswordRules rules,
        SignInLimits limits,
        MailTokens tokens,
        MailQueue mails,
        UserAudit audit,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (limits.Refuse(context) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        MailToken? token;
        User? owner = null;
        await using (await db.BeginAsync(Tenant.System, cancellationToken))
        {
            token = await tokens.FindAsync(db, request.Token, MailTokenPurposes.Password, cancellationToken);
            if (token is not null)
            {
                owner = await db.Users.AsNoTracking().SingleAsync(user => user.Id == token.UserId, cancellationToken);
            }
        }

        var errors = new ErrorBag();
        foreach (var problem in rules.Problems(request.NewPassword, owner?.Email, owner?.Name ?? ""))
        {
            errors.Add("new_password", problem);
        }

        if (token is null)
        {
            errors.Add("token", TokenProblem);
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var hash = passwords.Hash(request.NewPassword);
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var userId = token!.UserId;
        owner = await db.Users.FromSql($"select * from users where id = {userId} for update").AsTracking().SingleAsync(cancellationToken);
        if (!await MailTokens.TakeAsync(db, token, cancellationToken))
        {
            errors.Add("token", TokenProblem);
            return Problems.Invalid(errors);
        }

        await ChangePassword.SetAsync(db, mails, owner, hash, cancellationToken);
        await audit.RecordAsync(userId, AuditActions.PasswordReset, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.NoContent();
    }

    private const string TokenProblem = "is wrong, was used or is too old; ask for a new mail";
}
