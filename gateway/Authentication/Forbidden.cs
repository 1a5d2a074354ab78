using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Why somebody who is known may not do this: the key was not given it, the role does not have it, or it takes a person.</summary>
internal static class Forbidden
{
    public const string Scope = "insufficient_scope";

    public static Refusal Of(Session? session, string? policy) => session?.User switch
    {
        { ApiKeyId: not null } when Policies.Scopes.Contains(policy) => Refuse(
            Scope, $"This needs the scope {policy}, which the key was not given or the role of its user does not allow any more."),
        { ApiKeyId: not null } => Refuse("session_required", "This is done with a signed-in session, not with a key."),
        { WorkspaceId: var workspace } when workspace == Guid.Empty => Refuse(
            "no_workspace", "You belong to no workspace; make one with POST /api/workspaces or accept an invitation."),
        { Role: var role } when Policies.Rights.Contains(policy) => Refuse(
            "insufficient_role", $"This needs the right {policy}, which you do not have as {role} of this workspace."),
        _ => Refuse("forbidden", "The caller may not do this."),
    };

    private static Refusal Refuse(string code, string detail) => new(StatusCodes.Status403Forbidden, code, "Forbidden", detail);
}
