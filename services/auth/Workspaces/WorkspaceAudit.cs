using ContentMultiplier.Auth.Audit;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>What the log says of workspaces, members and invitations: never an address or a token.</summary>
internal static class WorkspaceAudit
{
    public static AuditEntry Of(string action, Workspace workspace) => new(action, AuditSubjects.Workspace, workspace.Id.ToString())
    {
        WorkspaceId = workspace.Id,
        Detail = new Dictionary<string, string>
        {
            ["name"] = workspace.Name,
            ["approval_required"] = workspace.ApprovalRequired ? "true" : "false",
            ["allow_self_approval"] = workspace.AllowSelfApproval ? "true" : "false",
        },
    };

    /// <param name="role">What the member is from now on; the last one for who is none any more.</param>
    public static AuditEntry Of(string action, Membership member, string role) => new(action, AuditSubjects.User, member.UserId.ToString())
    {
        WorkspaceId = member.WorkspaceId,
        Detail = new Dictionary<string, string> { ["role"] = role },
    };

    public static AuditEntry Of(string action, Invitation invitation) => new(action, AuditSubjects.Invitation, invitation.Id.ToString())
    {
        WorkspaceId = invitation.WorkspaceId,
        Detail = new Dictionary<string, string> { ["role"] = invitation.Role },
    };
}
