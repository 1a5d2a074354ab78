using ContentMultiplier.ServiceDefaults.Mail;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Notifications;

/// <summary>
/// Makes mails of what waits, and sends them one after the other. A mail is struck off when the server said that it has it, or that
/// it never will; until then it is tried again under the same Message-ID, so that a mailbox which got it after all can tell.
/// </summary>
internal sealed partial class NotificationPump(
    NpgsqlDataSource database, SmtpSender sender, IOptions<MailOptions> options, TimeProvider clock, ILogger<NotificationPump> logger)
    : DuePump(clock, logger)
{
    /// <summary>While the server is away there is no use in trying it with every mail.</summary>
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(15);

    /// <summary>How long an event is known when it is heard again.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private readonly TimeProvider _clock = clock;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        await NotificationRows.ComposeAsync(database, now, now - Memory, cancellationToken);
        while (await NotificationRows.ClaimAsync(database, _clock.GetUtcNow(), cancellationToken) is { } mail)
        {
            var (subject, body) = NotificationTexts.Of(mail.Kind, mail.Total, mail.Lines);
            var outcome = await sender.SendAsync(new OutgoingMail(mail.Id, mail.Recipient, subject, body), cancellationToken);
            if (outcome is SmtpOutcome.Away)
            {
                LogAway(mail.Id, mail.Kind, mail.Attempts);
                return _clock.GetUtcNow() + AwayPause;
            }

            if (outcome is SmtpOutcome.Refused)
            {
                LogRefused(mail.Id, mail.Kind, mail.Attempts);
            }

            if (outcome is not SmtpOutcome.Later)
            {
                await NotificationRows.StrikeOffAsync(database, mail.Id, cancellationToken);
            }
        }

        return await NotificationRows.NextAsync(database, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server is away; notification {MailId} ({Kind}) waits after {Attempts} attempts")]
    private partial void LogAway(Guid mailId, string kind, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server refused notification {MailId} ({Kind}) for good after {Attempts} attempts")]
    private partial void LogRefused(Guid mailId, string kind, int attempts);
}
