using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>
/// Lets whoever an e-mail address belongs to into a workspace, once. The row goes when it is accepted, withdrawn or replaced,
/// so what is there is open.
/// </summary>
internal sealed class Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private Invitation()
    {
    }

    public Invitation(Guid workspaceId, string email, string role, byte[] hash, Guid invitedBy, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = workspaceId;
        Email = email;
        Role = role;
        Hash = hash;
        InvitedBy = invitedBy;
        CreatedAt = now;
        ExpiresAt = now + Lifetime;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public string Email { get; private set; } = "";

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string Role { get; private set; } = "";

    /// <summary>SHA-256 of the token, which is known to whoever it was given to only.</summary>
    public byte[] Hash { get; private set; } = [];

    public Guid InvitedBy { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public InvitationResponse ToResponse() => new(Id, Email, Role, InvitedBy, CreatedAt, ExpiresAt);
}
