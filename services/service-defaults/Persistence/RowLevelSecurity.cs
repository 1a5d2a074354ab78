namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>The policies that keep workspaces apart even when a query forgets to.</summary>
public static class RowLevelSecurity
{
    /// <summary>
    /// SQL for a migration: rows are visible and writable only inside a transaction of their workspace, or of the
    /// system. Forced, so that the owner of the table is bound as well; no setting means no rows, never all.
    /// The system's condition is wrapped in <c>coalesce</c> for the planner: it takes a bare comparison for one that hides
    /// nearly all rows, and plans as for an empty table.
    /// </summary>
    public static string Force(params string[] tables) => string.Join('\n', tables.Select(table => $"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy {table}_workspace on {table}
            using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
            with check (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
        create policy {table}_system on {table}
            using (coalesce(current_setting('app.system', true) = 'on', false))
            with check (coalesce(current_setting('app.system', true) = 'on', false));
        """));

    /// <summary>
    /// SQL for a migration: the same policies for tables of which one statement reads thousands of rows. As a subquery a
    /// setting is read once for the statement and not for every row, which took a third of such a statement's time.
    /// </summary>
    public static string ReadSettingsOnce(params string[] tables) => string.Join('\n', tables.Select(table => $"""
        alter policy {table}_workspace on {table}
            using (workspace_id = (select nullif(current_setting('app.workspace_id', true), '')::uuid));
        alter policy {table}_system on {table}
            using (coalesce((select current_setting('app.system', true) = 'on'), false));
        """));
}
