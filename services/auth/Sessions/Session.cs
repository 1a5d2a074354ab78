namespace ContentMultiplier.Auth.Sessions;

/// <summary>One signed-in device: the family of all refresh tokens that follow one sign-in.</summary>
internal sealed class Session
{
    private Session()
    {
    }

    public Session(Guid userId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        UserId = userId;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid UserId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
