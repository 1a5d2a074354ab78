using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary>An address at which a platform tells; the secret is sealed.</summary>
internal sealed record InboundEndpoint(Guid Id, Guid WorkspaceId, string Platform, string? Secret);

/// <summary>The addresses, in SQL.</summary>
internal static class InboundRows
{
    private const string Insert = """
        insert into inbound_endpoints (id, workspace_id, platform, key_hash, secret, created_at)
        select $1, $2, $3, $4, $5, $6 where (select count(*) from inbound_endpoints where workspace_id = $2) < $7
        returning id
        """;

    private const string Columns = "id, platform, secret is not null, created_at, last_received_at";
    private const string SelectAll = $"select {Columns} from inbound_endpoints where workspace_id = $1 order by id desc";
    private const string SelectPlatform = "select platform from inbound_endpoints where workspace_id = $1 and id = $2 for update";
    private const string Update = $"update inbound_endpoints set secret = $3 where workspace_id = $1 and id = $2 returning {Columns}";
    private const string Delete = "delete from inbound_endpoints where workspace_id = $1 and id = $2 returning platform";

    private const string SelectByKey =
        "select id, workspace_id, platform, secret from inbound_endpoints where key_hash = $1 and platform = $2";

    /// <returns>False when the workspace has as many as it may.</returns>
    public static async Task<bool> AddAsync(
        DatabaseSession session, InboundEndpoint endpoint, byte[] keyHash, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(Insert, endpoint.Id, endpoint.WorkspaceId, endpoint.Platform, keyHash, endpoint.Secret, now, limit);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    public static async Task<IReadOnlyList<InboundResponse>> ListAsync(DatabaseSession session, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectAll, workspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<InboundResponse> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return found;
    }

    public static Task<string?> LockAsync(DatabaseSession session, Guid workspaceId, Guid id, CancellationToken cancellationToken) =>
        PlatformAsync(session, SelectPlatform, workspaceId, id, cancellationToken);

    /// <returns>The platform of what is deleted; null when there was nothing.</returns>
    public static Task<string?> DeleteAsync(DatabaseSession session, Guid workspaceId, Guid id, CancellationToken cancellationToken) =>
        PlatformAsync(session, Delete, workspaceId, id, cancellationToken);

    public static async Task<InboundResponse> ChangeAsync(
        DatabaseSession session, Guid workspaceId, Guid id, string secret, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(Update, workspaceId, id, secret);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    public static async Task<InboundEndpoint?> FindAsync(
        NpgsqlDataSource database, string platform, byte[] keyHash, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(SelectByKey, keyHash, platform);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new InboundEndpoint(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3))
            : null;
    }

    private static async Task<string?> PlatformAsync(
        DatabaseSession session, string statement, Guid workspaceId, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(statement, workspaceId, id);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : null;
    }

    private static InboundResponse Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Platform = row.GetString(1),
        Ready = row.GetBoolean(2),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(3),
        LastReceivedAt = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
    };
}
