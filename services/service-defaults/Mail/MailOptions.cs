using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace ContentMultiplier.ServiceDefaults.Mail;

/// <summary>Section <c>Mail</c>. Without a host the installation sends no mail, and says so where one is needed.</summary>
public sealed class MailOptions : IValidatableObject
{
    public string? Host { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>STARTTLS, without which nothing is sent; off for a server on the same machine.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>Empty is as good as none: that is what a variable says that nobody set.</summary>
    public string? User { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    public string? Password { get; init; }

    public string? From { get; init; }

    /// <summary>Where people use the installation: links in mails begin with it. Without it a mail gives the bare token.</summary>
    public Uri? LinkBase { get; init; }

    /// <summary>For one mail, from connecting to the server's word that it has it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:50")]
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(20);

    public bool IsOn => Host is { Length: > 0 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !MailAddress.TryCreate(From, out _))
        {
            yield return new ValidationResult("`Mail:From` has to be the address that mails come from.");
        }

        if (User is not null && !Tls)
        {
            yield return new ValidationResult("`Mail:Tls` must not be off when `Mail:User` is set: the password would be readable on the way.");
        }

        if (LinkBase is { IsAbsoluteUri: false })
        {
            yield return new ValidationResult("`Mail:LinkBase` has to be a whole address, as https://app.example.com.");
        }
    }
}
