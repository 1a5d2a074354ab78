using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Mail;

/// <summary>What was mailed to prove that the mailbox is read: good for one use. The text is known to the reader only; here is its hash.</summary>
internal sealed class MailToken
{
    private MailToken()
    {
    }

    public MailToken(Guid userId, string purpose, byte[] hash, string? email, DateTimeOffset now, TimeSpan life)
    {
        Id = TimedId.Next(now);
        UserId = userId;
        Purpose = purpose;
        Hash = hash;
        Email = email;
        CreatedAt = now;
        ExpiresAt = now + life;
    }

    public Guid Id { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>One of <see cref="MailTokenPurposes"/>.</summary>
    public string Purpose { get; private set; } = "";

    public byte[] Hash { get; private set; } = [];

    /// <summary>The address that is to become the user's.</summary>
    public string? Email { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
}

internal static class MailTokenPurposes
{
    public const string Password = "password";
    public const string Email = "email";
}
