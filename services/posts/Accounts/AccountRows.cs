using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Accounts;

/// <summary>
/// Writes what auth's events say. They may come in any order: the higher version wins, a disconnected account stays as a
/// row so that an older event does not bring it back, and a name is kept once it is known.
/// </summary>
internal sealed class AccountRows(NpgsqlDataSource dataSource, ConnectedAccounts accounts, TimeProvider clock)
{
    public const string Connected = "connected";
    public const string NeedsAttention = "needs_attention";
    public const string Disconnected = "disconnected";

    public async Task WriteAsync(
        Guid accountId, Guid workspaceId, string platform, string? name, string status, long version, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            insert into accounts as known (id, workspace_id, platform, name, status, version, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set
                name = case when excluded.version > known.version then coalesce(excluded.name, known.name)
                            else coalesce(known.name, excluded.name) end,
                status = case when excluded.version > known.version then excluded.status else known.status end,
                version = greatest(excluded.version, known.version),
                updated_at = excluded.updated_at
            """,
            accountId,
            workspaceId,
            platform,
            name,
            status,
            version,
            clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        accounts.Forget(workspaceId);
    }
}
