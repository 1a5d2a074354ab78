using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Users;

internal sealed class User
{
    private User()
    {
    }

    public User(string email, string name, string passwordHash, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        Email = email;
        Name = name;
        PasswordHash = passwordHash;
        CreatedAt = now;
        SessionVersion = 1;
    }

    public Guid Id { get; private set; }
    public string Email { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string PasswordHash { get; private set; } = "";

    /// <summary>Moves on when everything that is signed in shall be signed out.</summary>
    public int SessionVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void ChangePassword(string passwordHash)
    {
        PasswordHash = passwordHash;
        SessionVersion++;
    }

    public void ChangeEmail(string email) => Email = email;
}
