using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Mail;

/// <summary>
/// Mails are rows of the unit of work that they tell of, and sent after it: no request waits for a mail server or fails with it.
/// </summary>
internal sealed class MailQueue(IOptions<MailOptions> options, MailPump pump, TimeProvider clock)
{
    private static readonly TimeSpan NoticeLife = TimeSpan.FromDays(1);

    public bool IsOn => options.Value.IsOn;

    /// <summary>For what cannot be done without mail.</summary>
    public static ProblemHttpResult NoMail() => Problems.Problem(
        StatusCodes.Status503ServiceUnavailable, "mail_not_configured", "This installation sends no mail.", "Ask its owner to set it up (Mail:Host).");

    /// <summary>Something the user ought to hear of; where there is no mail, they do not.</summary>
    public void AddNotice(AuthDbContext db, string kind, string recipient, params (string Name, string Value)[] data)
    {
        if (IsOn)
        {
            Add(db, kind, recipient, NoticeLife, data);
        }
    }

    public QueuedMail Add(AuthDbContext db, string kind, string recipient, TimeSpan life, params (string Name, string Value)[] data)
    {
        var mail = new QueuedMail(kind, recipient, clock.GetUtcNow(), life) { Data = data.ToDictionary(item => item.Name, item => item.Value) };
        db.Mails.Add(mail);
        return mail;
    }

    /// <summary>To be called when the unit of work is committed.</summary>
    public void Send() => pump.Wake();
}
