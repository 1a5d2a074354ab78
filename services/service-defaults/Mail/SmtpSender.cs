using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Mail;

public enum SmtpOutcome
{
    Sent,

    /// <summary>The server does not take this mail now; others it may.</summary>
    Later,

    /// <summary>It will never take this one.</summary>
    Refused,

    /// <summary>There is no talking to the server.</summary>
    Away,
}

/// <summary>
/// Hands a mail to the configured server. The framework's client speaks all that is needed here: submission with STARTTLS and a
/// password.
/// </summary>
public sealed partial class SmtpSender(IOptions<MailOptions> options, ILogger<SmtpSender> logger)
{
    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (!MailAddress.TryCreate(mail.Recipient, out var recipient))
        {
            return SmtpOutcome.Refused;
        }

        var settings = options.Value;
        var from = new MailAddress(settings.From!);
        using var message = new MailMessage(from, recipient)
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Body.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = System.Net.Mime.TransferEncoding.QuotedPrintable,
        };
        message.Headers.Add("Message-ID", $"<{mail.Id:N}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");

        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.User is not null)
        {
            client.Credentials = new NetworkCredential(settings.User, settings.Password);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Limit);
        try
        {
            // The client looks at the token between its steps only, and a server may be silent within one.
            await client.SendMailAsync(message, limit.Token).WaitAsync(limit.Token);
            return SmtpOutcome.Sent;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SmtpOutcome.Away;
        }
        catch (SmtpException failure)
        {
            // What the server said may repeat the address.
            LogFailed(failure.StatusCode, failure.InnerException?.GetType().Name ?? failure.GetType().Name);
            return OutcomeOf(failure.StatusCode);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or SocketException)
        {
            LogFailed(SmtpStatusCode.GeneralFailure, failure.GetType().Name);
            return SmtpOutcome.Away;
        }
    }

    private static SmtpOutcome OutcomeOf(SmtpStatusCode code) => (int)code switch
    {
        >= 550 and < 560 => SmtpOutcome.Refused,
        >= 450 and < 460 => SmtpOutcome.Later,
        _ => SmtpOutcome.Away,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail was not taken: {Status}, {Error}")]
    private partial void LogFailed(SmtpStatusCode status, string error);
}
