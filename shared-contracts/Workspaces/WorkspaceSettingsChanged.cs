namespace ContentMultiplier.Contracts.Workspaces;

/// <summary>Event: what a workspace's owner decided for it. Auth sends all settings on every change; whoever never heard of a workspace takes all of them for off.</summary>
public sealed record WorkspaceSettingsChanged
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Nothing is published that is not approved as it stands.</summary>
    public required bool ApprovalRequired { get; init; }

    /// <summary>Whoever wrote a post may approve it.</summary>
    public required bool AllowSelfApproval { get; init; }

    /// <summary>Grows with every change; a late event changes nothing.</summary>
    public required long Version { get; init; }
}
