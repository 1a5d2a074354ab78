namespace ContentMultiplier.Auth.Users;

/// <summary>The owner of everything else: posts, accounts, keys. Every user has one of their own.</summary>
internal sealed class Workspace
{
    private Workspace()
    {
    }

    public Workspace(string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Name = name;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public string Name { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
}

internal sealed class Membership
{
    private Membership()
    {
    }

    public Membership(Workspace workspace, User user, string role, DateTimeOffset now)
    {
        WorkspaceId = workspace.Id;
        UserId = user.Id;
        Role = role;
        CreatedAt = now;
    }

    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string Role { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }
}

internal static class Roles
{
    public const string Owner = "owner";
}
