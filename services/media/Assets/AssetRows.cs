using ContentMultiplier.Media.Data;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Media.Assets;

/// <summary>What is written about assets, and read where no user stands behind the question.</summary>
internal sealed class AssetRows(NpgsqlDataSource dataSource)
{
    private const string Columns = "id, workspace_id, sha256, file_name, content_type, size, width, height, frames, seconds, alt_text, created_at, kept_until, video";

    /// <summary>
    /// The row that is there is touched: this makes it the result, and keeps it from being swept while its upload is told about.
    /// </summary>
    private const string Insert =
        $"""
        insert into assets ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::json)
        on conflict on constraint assets_content do update
            set kept_until = greatest(assets.kept_until, excluded.kept_until), video = coalesce(assets.video, excluded.video)
        returning {Columns}
        """;

    /// <returns>The asset of this content, which is another one when the workspace had it already.</returns>
    public async Task<Asset> AddAsync(Asset asset, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add(
            Insert, asset.Id, asset.WorkspaceId, asset.Sha256, asset.FileName, asset.ContentType, asset.Size, asset.Width, asset.Height,
            asset.Frames, asset.Seconds, asset.AltText, asset.CreatedAt, asset.KeptUntil, VideoJson.Write(asset.Video));
        return await ReadOneAsync(batch, cancellationToken) ?? throw new InvalidOperationException("An insert returned nothing.");
    }

    public async Task<Asset?> FindAsync(Guid id, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        batch.Add($"select {Columns} from assets where id = $1 and workspace_id = $2", id, workspaceId);
        return await ReadOneAsync(batch, cancellationToken);
    }

    /// <summary>Whichever workspace's it is, for workers: they are sent the ids of files that posts hold.</summary>
    public async Task<Asset?> FindHeldAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add($"select {Columns} from assets where id = $1", id);
        return await ReadOneAsync(batch, cancellationToken);
    }

    /// <summary>Those that are there; none of them is deleted until then.</summary>
    public async Task<List<Asset>> ReserveAsync(
        IReadOnlyList<Guid> ids, Guid workspaceId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        batch.Add(
            $"update assets set reserved_until = greatest(reserved_until, $3) where id = any($1) and workspace_id = $2 returning {Columns}",
            ids.ToArray(),
            workspaceId,
            until);
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>What was found inside of a video that came before this was looked at.</summary>
    public async Task LearnAsync(Asset asset, VideoDetails details, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add("update assets set video = $2::json where id = $1", asset.Id, VideoJson.Write(details));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Asset?> ReadOneAsync(NpgsqlBatch batch, CancellationToken cancellationToken) =>
        (await ReadAsync(batch, cancellationToken)).SingleOrDefault();

    private static async Task<List<Asset>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        List<Asset> assets = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);

        // The first result is the tenant's.
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            assets.Add(new Asset
            {
                Id = reader.GetGuid(0),
                WorkspaceId = reader.GetGuid(1),
                Sha256 = reader.GetFieldValue<byte[]>(2),
                FileName = reader.GetString(3),
                ContentType = reader.GetString(4),
                Size = reader.GetInt64(5),
                Width = reader.GetInt32(6),
                Height = reader.GetInt32(7),
                Frames = reader.GetInt32(8),
                Seconds = reader.IsDBNull(9) ? null : reader.GetDouble(9),
                AltText = reader.IsDBNull(10) ? null : reader.GetString(10),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(11),
                KeptUntil = reader.GetFieldValue<DateTimeOffset>(12),
                Video = reader.IsDBNull(13) ? null : VideoJson.Read(reader.GetString(13)),
            });
        }

        await reader.NextResultAsync(cancellationToken);
        return assets;
    }
}
