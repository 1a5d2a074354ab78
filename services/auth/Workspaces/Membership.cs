using ContentMultiplier.Auth.Users;

namespace ContentMultiplier.Auth.Workspaces;

internal sealed class Membership
{
    private Membership()
    {
    }

    public Membership(Workspace workspace, User user, string role, DateTimeOffset now)
        : this(workspace.Id, user.Id, role, now)
    {
    }

    public Membership(Guid workspaceId, Guid userId, string role, DateTimeOffset now)
    {
        WorkspaceId = workspaceId;
        UserId = userId;
        Role = role;
        CreatedAt = now;
    }

    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string Role { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public void Become(string role) => Role = role;
}
