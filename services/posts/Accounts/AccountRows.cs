using ContentMultiplier.Contracts.Accounts;
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

    private const string Upsert = """
        insert into accounts as known (id, workspace_id, platform, name, expires_at, status, version, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (id) do update set
            name = case when excluded.version > known.version then coalesce(excluded.name, known.name)
                        else coalesce(known.name, excluded.name) end,
            expires_at = case when excluded.version > known.version and excluded.status = 'connected' then excluded.expires_at
                              else known.expires_at end,
            status = case when excluded.version > known.version then excluded.status else known.status end,
            version = greatest(excluded.version, known.version),
            updated_at = excluded.updated_at
        """;

    public async Task WriteAsync(IReadOnlyList<AccountConnected> connected, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        foreach (var account in connected)
        {
            batch.Add(
                Upsert,
                account.AccountId,
                account.WorkspaceId,
                account.Platform,
                account.Name,
                account.ExpiresAt?.ToUniversalTime(),
                Connected,
                account.Version,
                clock.GetUtcNow());
        }

        await WriteAsync(batch, connected.Select(account => account.WorkspaceId), cancellationToken);
    }

    public async Task WriteAsync(
        Guid accountId, Guid workspaceId, string platform, string status, long version, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Upsert, accountId, workspaceId, platform, (string?)null, (DateTimeOffset?)null, status, version, clock.GetUtcNow());
        await WriteAsync(batch, [workspaceId], cancellationToken);
    }

    private async Task WriteAsync(NpgsqlBatch batch, IEnumerable<Guid> workspaces, CancellationToken cancellationToken)
    {
        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var workspace in workspaces.Distinct())
        {
            accounts.Forget(workspace);
        }
    }
}
