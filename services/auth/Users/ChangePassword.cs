using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class ChangePassword
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        ChangePasswordRequest request,
        CurrentUser user,
        AuthDbContext db,
        Reauthentication reauthentication,
        Passwords passwords,
        PasswordRules rules,
        MailQueue mails,
        UserAudit audit,
        CancellationToken cancellationToken)
    {
        var (known, refusal) = await reauthentication.CheckAsync(request.CurrentPassword, cancellationToken);
        if (known is null)
        {
            return refusal!;
        }

        var errors = new ErrorBag();
        foreach (var problem in rules.Problems(request.NewPassword, known.Email, known.Name))
        {
            errors.Add("new_password", problem);
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var hash = passwords.Hash(request.NewPassword);
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (await reauthentication.LockAsync(known, cancellationToken) is not { } owner)
        {
            return Reauthentication.Refused();
        }

        await SetAsync(db, mails, owner, hash, cancellationToken);
        var (current, version) = (user.SessionId, owner.SessionVersion);
        await db.Sessions.Where(session => session.Id == current && session.UserId == owner.Id).ExecuteUpdateAsync(
            set => set.SetProperty(session => session.Version, version), cancellationToken);
        await audit.RecordAsync(owner.Id, AuditActions.PasswordChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.NoContent();
    }

    /// <summary>In the open transaction. Whatever the former password began comes to nothing: sessions, and tokens that were mailed.</summary>
    public static async Task SetAsync(AuthDbContext db, MailQueue mails, User owner, string hash, CancellationToken cancellationToken)
    {
        owner.ChangePassword(hash);
        mails.AddNotice(db, MailKinds.PasswordChanged, owner.Email);
        await db.SaveChangesAsync(cancellationToken);
        await db.MailTokens.Where(token => token.UserId == owner.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
