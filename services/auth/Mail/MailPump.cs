using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Mail;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Mail;

/// <summary>
/// Sends what is queued, one after the other. A mail is struck off when the server said that it has it; until then it is tried
/// again, under the same Message-ID, so that a mailbox which got it after all can tell.
/// </summary>
internal sealed partial class MailPump(
    IServiceScopeFactory scopes,
    SmtpSender sender,
    MailTokens tokens,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<MailPump> logger) : DuePump(clock, logger)
{
    /// <summary>While the server is away there is no use in trying it with every mail.</summary>
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _clock = clock;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        while (await ClaimAsync(db, cancellationToken) is { } mail)
        {
            var outcome = mail.ExpiresAt <= _clock.GetUtcNow()
                ? SmtpOutcome.Refused
                : await SendAsync(mail, cancellationToken);
            switch (outcome)
            {
                case SmtpOutcome.Away:
                    LogAway(mail.Id, mail.Kind, mail.Attempts);
                    return _clock.GetUtcNow() + AwayPause;
                case SmtpOutcome.Refused:
                    LogDropped(mail.Id, mail.Kind, mail.Attempts);
                    break;
            }

            if (outcome is not SmtpOutcome.Later)
            {
                await StrikeOffAsync(db, mail, cancellationToken);
            }
        }

        await using (await db.BeginAsync(Tenant.System, cancellationToken))
        {
            return await db.Mails.MinAsync(waiting => (DateTimeOffset?)waiting.DueAt, cancellationToken);
        }
    }

    private Task<SmtpOutcome> SendAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var text = MailTexts.Of(mail, tokens.TextOf(mail), options.Value.LinkBase);
        return sender.SendAsync(new OutgoingMail(mail.Id, mail.Recipient, text.Subject, text.Body), cancellationToken);
    }

    private async Task<QueuedMail?> ClaimAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        while (true)
        {
            db.ChangeTracker.Clear();
            var now = _clock.GetUtcNow();
            await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
            var mail = await db.Mails
                .FromSql($"select * from mails where due_at <= {now} order by due_at limit 1 for update skip locked")
                .AsTracking()
                .SingleOrDefaultAsync(cancellationToken);
            if (mail is null)
            {
                return null;
            }

            mail.TryUntil(now);
            var isWanted = mail.Kind != MailKinds.PasswordReset || mail.Token is not null || await AddressAsync(db, mail, cancellationToken);
            if (!isWanted)
            {
                db.Mails.Remove(mail);
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (isWanted)
            {
                return mail;
            }
        }
    }

    /// <summary>
    /// Whether there is such a user is looked up only here, where nobody can measure how long it takes.
    /// </summary>
    private async Task<bool> AddressAsync(AuthDbContext db, QueuedMail mail, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(known => known.Email == mail.Recipient, cancellationToken);
        return user is not null && await tokens.AddAsync(
            db, mail, user.Id, MailTokenPurposes.Password, email: null, MailTokens.PasswordLife, cancellationToken);
    }

    private static async Task StrikeOffAsync(AuthDbContext db, QueuedMail mail, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        await db.Mails.Where(sent => sent.Id == mail.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server is away; mail {MailId} ({Kind}) waits after {Attempts} attempts")]
    private partial void LogAway(Guid mailId, string kind, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} ({Kind}) is given up after {Attempts} attempts")]
    private partial void LogDropped(Guid mailId, string kind, int attempts);
}
