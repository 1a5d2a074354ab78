namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>
/// On whose rows a transaction may work. The database enforces it by row-level security; without a tenant a
/// transaction sees nothing at all.
/// </summary>
public readonly record struct Tenant
{
    private Tenant(Guid? workspaceId) => WorkspaceId = workspaceId;

    public Guid? WorkspaceId { get; }

    /// <summary>One workspace: every request of a user.</summary>
    public static Tenant Workspace(Guid id) => new(id);

    /// <summary>Background work that serves all workspaces at once.</summary>
    public static Tenant System => new(null);

    /// <summary>The setting that the policies look at, for this transaction only.</summary>
    internal string Setting => WorkspaceId is null ? "app.system" : "app.workspace_id";

    internal string Value => WorkspaceId?.ToString() ?? "on";
}
