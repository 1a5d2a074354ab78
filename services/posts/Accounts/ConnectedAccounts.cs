using System.Collections.Concurrent;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Accounts;

/// <summary>
/// The accounts of workspaces, held for a second: whoever publishes in a loop reads them once. That they may be a second
/// old is harmless, because the worker leases the credential anew; what is not found is looked up again at once.
/// </summary>
internal sealed class ConnectedAccounts(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const int MaxWorkspaces = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, WorkspaceAccounts> _held = new();

    public async ValueTask<WorkspaceAccounts> GetAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        _held.TryGetValue(workspaceId, out var held) && clock.GetElapsedTime(held.LoadedAt) < Lifetime
            ? held
            : await LoadAsync(workspaceId, cancellationToken);

    public async Task<WorkspaceAccounts> LoadAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var loadedAt = clock.GetTimestamp();
        var accounts = new Dictionary<Guid, ConnectedAccount>();

        await using (var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId)))
        {
            batch.Add(
                "select id, platform, name, status, expires_at from accounts where workspace_id = $1 and status <> 'disconnected' order by id",
                workspaceId);
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var id = reader.GetGuid(0);
                accounts[id] = new ConnectedAccount(
                    id,
                    reader.GetString(1),
                    reader.GetTextOrNull(2),
                    reader.GetString(3) == "needs_attention",
                    await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(4));
            }
        }

        if (_held.Count >= MaxWorkspaces)
        {
            _held.Clear();
        }

        return _held[workspaceId] = new WorkspaceAccounts(accounts, loadedAt);
    }

    public void Forget(Guid workspaceId) => _held.TryRemove(workspaceId, out _);
}
