using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class ChangeEmail
{
    public static async Task<Results<Accepted, ProblemHttpResult>> AskAsync(
        ChangeEmailRequest request,
        AuthDbContext db,
        Reauthentication reauthentication,
        SecondFactors factors,
        MailTokens tokens,
        MailQueue mails,
        UserAudit audit,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!mails.IsOn)
        {
            return MailQueue.NoMail();
        }

        var (known, refusal) = await reauthentication.CheckAsync(request.Password, cancellationToken);
        if (known is null)
        {
            return refusal!;
        }

        var email = EmailAddress.Normalize(request.NewEmail);
        if (email is null || email == known.Email)
        {
            var errors = new ErrorBag();
            errors.Add("new_email", email is null ? "is not an e-mail address" : "is the present one");
            return Problems.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (await reauthentication.LockAsync(known, cancellationToken) is not { } owner)
        {
            return Reauthentication.Refused();
        }

        refusal = await factors.RefuseAsync(owner.Id, request.Code, StatusCodes.Status403Forbidden, context, cancellationToken);
        if (refusal is null)
        {
            refusal = await QueueAsync(db, tokens, mails, owner, email, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        if (refusal is null)
        {
            await audit.RecordAsync(owner.Id, AuditActions.EmailChangeAsked, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return refusal is null ? TypedResults.Accepted((string?)null) : refusal;
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> ConfirmAsync(
        ConfirmEmailRequest request,
        AuthDbContext db,
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

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var token = await tokens.FindAsync(db, request.Token, MailTokenPurposes.Email, cancellationToken);
        if (token is null)
        {
            return WrongToken();
        }

        var (userId, email) = (token.UserId, token.Email!);
        var owner = await db.Users.FromSql($"select * from users where id = {userId} for update").AsTracking().SingleAsync(cancellationToken);
        if (!await MailTokens.TakeAsync(db, token, cancellationToken))
        {
            return WrongToken();
        }

        if (await db.Users.AnyAsync(user => user.Email == email, cancellationToken))
        {
            return Problems.Conflict("email_taken", "There is a user with this e-mail address already.");
        }

        mails.AddNotice(db, MailKinds.EmailChanged, owner.Email, ("email", email));
        owner.ChangeEmail(email);
        await db.SaveChangesAsync(cancellationToken);

        // What was mailed to the former address proves nothing any more.
        await db.MailTokens.Where(known => known.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await audit.RecordAsync(userId, AuditActions.EmailChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult WrongToken()
    {
        var errors = new ErrorBag();
        errors.Add("token", "is wrong, was used or is too old; ask for the change again");
        return Problems.Invalid(errors);
    }

    /// <summary>Whether somebody else has the address is told to that mailbox and not to the one who asks.</summary>
    private static async Task<ProblemHttpResult?> QueueAsync(
        AuthDbContext db, MailTokens tokens, MailQueue mails, User owner, string email, CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(user => user.Email == email, cancellationToken))
        {
            mails.AddNotice(db, MailKinds.EmailTaken, email);
            return null;
        }

        var confirmation = mails.Add(db, MailKinds.EmailConfirmation, email, MailTokens.EmailLife);
        if (!await tokens.AddAsync(db, confirmation, owner.Id, MailTokenPurposes.Email, email, MailTokens.EmailLife, cancellationToken))
        {
            db.Mails.Remove(confirmation);
            return Problems.Conflict("confirmation_pending", "Several mails were sent already; confirm one of them, or wait until they are too old.");
        }

        mails.AddNotice(db, MailKinds.EmailChangeAsked, owner.Email, ("email", email));
        return null;
    }
}
