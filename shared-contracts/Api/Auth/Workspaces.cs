namespace ContentMultiplier.Contracts.Api.Auth;

/// <summary>A workspace as one of its members sees it. <c>role</c> is theirs: <c>owner admin editor approver viewer</c>.</summary>
public sealed record WorkspaceResponse(Guid Id, string Name, string Role, WorkspaceSettings Settings, DateTimeOffset CreatedAt);

/// <param name="ApprovalRequired">Nothing is published that is not approved as it stands.</param>
/// <param name="AllowSelfApproval">Whoever wrote a post may approve it.</param>
public sealed record WorkspaceSettings(bool ApprovalRequired, bool AllowSelfApproval);

public sealed record CreateWorkspaceRequest(string Name, WorkspaceSettingsPatch? Settings = null);

/// <summary>What is left out stays as it is.</summary>
public sealed record UpdateWorkspaceRequest(string? Name = null, WorkspaceSettingsPatch? Settings = null);

public sealed record WorkspaceSettingsPatch(bool? ApprovalRequired = null, bool? AllowSelfApproval = null);

public sealed record MemberResponse(Guid UserId, string Name, string Email, string Role, DateTimeOffset JoinedAt);

public sealed record ChangeMemberRequest(string Role);

public sealed record InviteRequest(string Email, string Role);

/// <summary>The only answer that ever shows the token: it is for whoever the address belongs to.</summary>
public sealed record CreatedInvitationResponse(Guid Id, string Email, string Role, string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"CreatedInvitationResponse {{ Id = {Id} }}";
}

public sealed record InvitationResponse(
    Guid Id, string Email, string Role, Guid InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

public sealed record AcceptInvitationRequest(string Token)
{
    public override string ToString() => "AcceptInvitationRequest { hidden }";
}
