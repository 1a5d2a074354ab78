using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Users;

/// <summary>The authenticator app of a user: in use once they have shown that it gives the right codes.</summary>
internal sealed class SecondFactor
{
    private const int FreeFailures = 5;

    private static readonly TimeSpan LongestBlock = TimeSpan.FromHours(1);

    private SecondFactor()
    {
    }

    public SecondFactor(Guid userId, DateTimeOffset now)
    {
        UserId = userId;
        CreatedAt = now;
    }

    public Guid UserId { get; private set; }

    /// <summary>Sealed by the vault.</summary>
    public byte[] Secret { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Of the code that was taken last: neither it nor an earlier one is taken again.</summary>
    public long LastStep { get; private set; }

    /// <summary>In a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Only somebody who knows the password gets as far as being blocked.</summary>
    public DateTimeOffset? BlockedUntil { get; private set; }

    public SecretPlace Place => new(UserId, "user", UserId, "totp");

    public void Keep(byte[] secret, DateTimeOffset now) => (Secret, CreatedAt, LastStep) = (secret, now, 0);

    public void Confirm(DateTimeOffset now) => ConfirmedAt = now;

    public void Accept(long step)
    {
        LastStep = step;
        Forgive();
    }

    public void Forgive() => (Failures, BlockedUntil) = (0, null);

    public void Fail(DateTimeOffset now)
    {
        Failures++;
        if (Failures >= FreeFailures)
        {
            var block = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(Failures - FreeFailures, 10)));
            BlockedUntil = now + (block < LongestBlock ? block : LongestBlock);
        }
    }
}

/// <summary>Good for one use in place of the app. The text is known to the user only.</summary>
internal sealed class RecoveryCode
{
    private RecoveryCode()
    {
    }

    public RecoveryCode(Guid userId, byte[] hash, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        UserId = userId;
        Hash = hash;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>SHA-256: 80 random bits need no slow hash.</summary>
    public byte[] Hash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
}
