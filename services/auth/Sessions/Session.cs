using ContentMultiplier.Auth.Users;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>One signed-in device: the family of all refresh tokens that follow one sign-in.</summary>
internal sealed class Session
{
    private Session()
    {
    }

    public Session(User user, Device device, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        UserId = user.Id;
        Version = user.SessionVersion;
        CreatedAt = now;
        LastUsedAt = now;
        UserAgent = device.UserAgent;
        Network = device.Network;
    }

    public Guid Id { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>The user's at sign-in; when theirs has moved on, the session is worth nothing.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset LastUsedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? UserAgent { get; private set; }
    public string? Network { get; private set; }

    public void Use(DateTimeOffset now) => LastUsedAt = now;

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
