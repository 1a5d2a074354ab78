using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>What members of a workspace are to it, and what that allows. Routes and endpoints know the rights only.</summary>
internal static class Roles
{
    public const string Owner = "owner";
    public const string Admin = "admin";
    public const string Editor = "editor";
    public const string Approver = "approver";
    public const string Viewer = "viewer";

    public static readonly string[] All = [Owner, Admin, Editor, Approver, Viewer];

    private static readonly string[] OfAdmin = [.. Policies.Scopes, Policies.Approve, Policies.MembersWrite, Policies.KeysWrite];
    private static readonly string[] OfEditor = [Policies.Read, Policies.PostsWrite, Policies.Publish];
    private static readonly string[] OfApprover = [Policies.Read, Policies.Approve];
    private static readonly string[] OfViewer = [Policies.Read];

    /// <summary>Nothing for who is no member, or is something that only a newer build knows.</summary>
    public static string[] RightsOf(string? role) => role switch
    {
        Owner => Policies.Rights,
        Admin => OfAdmin,
        Editor => OfEditor,
        Approver => OfApprover,
        Viewer => OfViewer,
        _ => [],
    };

    /// <summary>Owners are made, changed and removed by owners alone.</summary>
    public static bool MayManage(string actor, string role) => role != Owner || actor == Owner;

    public static string Problem(string role) => $"'{role}' is none of: {string.Join(", ", All)}";
}
