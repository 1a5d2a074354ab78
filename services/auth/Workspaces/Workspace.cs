using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Workspaces;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>The owner of everything else: posts, accounts, keys. Every user begins with one of their own.</summary>
internal sealed class Workspace
{
    private Workspace()
    {
    }

    public Workspace(string name, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        Name = name;
        CreatedAt = now;
        Version = 1;
    }

    public Guid Id { get; private set; }
    public string Name { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Nothing is published that is not approved as it stands.</summary>
    public bool ApprovalRequired { get; private set; }

    /// <summary>Whoever wrote a post may approve it.</summary>
    public bool AllowSelfApproval { get; private set; }

    /// <summary>Grows with every change: what the ETag shows, and what tells a late event from a new one.</summary>
    public long Version { get; private set; }

    public void Rename(string name)
    {
        Name = name;
        Version++;
    }

    /// <summary>What is null stays as it is.</summary>
    public void Decide(WorkspaceSettingsPatch settings)
    {
        ApprovalRequired = settings.ApprovalRequired ?? ApprovalRequired;
        AllowSelfApproval = settings.AllowSelfApproval ?? AllowSelfApproval;
        Version++;
    }

    public WorkspaceResponse ToResponse(string role) => new(Id, Name, role, new(ApprovalRequired, AllowSelfApproval), CreatedAt);

    public WorkspaceSettingsChanged ToSettingsChanged() => new()
    {
        WorkspaceId = Id,
        ApprovalRequired = ApprovalRequired,
        AllowSelfApproval = AllowSelfApproval,
        Version = Version,
    };
}
