using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>Good for one use. The text is known to the client only; here is its hash.</summary>
internal sealed class RefreshToken
{
    private RefreshToken()
    {
    }

    public RefreshToken(Guid sessionId, byte[] hash, DateTimeOffset now, TimeSpan lifetime)
    {
        Id = TimedId.Next(now);
        SessionId = sessionId;
        Hash = hash;
        CreatedAt = now;
        ExpiresAt = now + lifetime;
    }

    public Guid Id { get; private set; }
    public Guid SessionId { get; private set; }
    public byte[] Hash { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }

    public Guid? SuccessorId { get; private set; }

    /// <summary>
    /// The successor's text, encrypted: a client whose answer got lost on the way asks again within seconds
    /// and must get the same one, or the two would race for the family.
    /// </summary>
    public byte[]? Successor { get; private set; }

    public void ReplaceBy(RefreshToken successor, byte[] encryptedText, DateTimeOffset now)
    {
        UsedAt = now;
        SuccessorId = successor.Id;
        Successor = encryptedText;
    }
}
