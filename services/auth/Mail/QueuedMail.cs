using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Mail;

/// <summary>A mail that waits to be sent. Its text is made when it is, so that nothing secret lies in the table.</summary>
internal sealed class QueuedMail
{
    /// <summary>While one process sends it, others leave it alone; also the first pause after a failure.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    private QueuedMail()
    {
    }

    public QueuedMail(string kind, string recipient, DateTimeOffset now, TimeSpan life)
    {
        Id = TimedId.Next(now);
        Kind = kind;
        Recipient = recipient;
        CreatedAt = now;
        DueAt = now;
        ExpiresAt = now + life;
    }

    public Guid Id { get; private set; }

    /// <summary>One of <see cref="MailKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    public string Recipient { get; private set; } = "";

    /// <summary>What the text tells besides.</summary>
    public Dictionary<string, string> Data { get; init; } = [];

    /// <summary>Encrypted. The same in every try, since the first may have arrived after all.</summary>
    public byte[]? Token { get; private set; }

    public int Attempts { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When nobody wants it any more.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public void Carry(byte[] token) => Token = token;

    public void TryUntil(DateTimeOffset now)
    {
        var pause = Claim * Math.Pow(2, Math.Min(Attempts, 10));
        DueAt = now + (pause < LongestPause ? pause : LongestPause);
        Attempts++;
    }
}

internal static class MailKinds
{
    public const string PasswordReset = "password_reset";
    public const string PasswordChanged = "password_changed";
    public const string EmailConfirmation = "email_confirmation";
    public const string EmailChangeAsked = "email_change_asked";
    public const string EmailTaken = "email_taken";
    public const string EmailChanged = "email_changed";
    public const string SecondFactorOn = "second_factor_on";
    public const string Invitation = "invitation";
    public const string SecondFactorOff = "second_factor_off";
}
