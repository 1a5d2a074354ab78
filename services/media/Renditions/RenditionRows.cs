using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Media.Renditions;

/// <summary>A file in the form of a platform, made and kept.</summary>
internal sealed record Rendition(string Key, string RulesHash, string ContentType, string FileName, long Size);

/// <summary>A form that a tool has written and nobody keeps yet.</summary>
internal sealed record MadeFile(string File, string Type, int Width, int Height)
{
    public bool Fits(long maxBytes) => maxBytes == 0 || new FileInfo(File).Length <= maxBytes;
}

/// <summary>The forms that are there.</summary>
internal sealed class RenditionRows(NpgsqlDataSource dataSource, IObjectStore store, TimeProvider clock)
{
    public async Task<Rendition?> FindAsync(Asset asset, string hash, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add("select content_type, size from renditions where media_id = $1 and rules_hash = $2", asset.Id, hash);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && await store.HasAsync(asset.RenditionKey(hash), cancellationToken)
            ? Describe(asset, hash, reader.GetString(0), reader.GetInt64(1))
            : null;
    }

    /// <summary>First the bytes, then the row; nothing has to be made any more then.</summary>
    /// <exception cref="AssetGoneException">Its asset was deleted meanwhile, and so is this.</exception>
    public async Task<Rendition> KeepAsync(Asset asset, string hash, MadeFile made, CancellationToken cancellationToken)
    {
        var size = new FileInfo(made.File).Length;
        await store.KeepAsync(made.File, asset.RenditionKey(hash), cancellationToken);
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add(
            """
            insert into renditions (media_id, rules_hash, workspace_id, content_type, size, width, height, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (media_id, rules_hash) do update set content_type = $4, size = $5, width = $6, height = $7, created_at = $8
            """,
            asset.Id, hash, asset.WorkspaceId, made.Type, size, made.Width, made.Height, clock.GetUtcNow());
        batch.Add("delete from transcodes where media_id = $1 and rules_hash = $2", asset.Id, hash);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            await store.DeleteAsync(asset.Key, cancellationToken);
            throw new AssetGoneException();
        }

        return Describe(asset, hash, made.Type, size);
    }

    private static Rendition Describe(Asset asset, string hash, string type, long size) =>
        new(asset.RenditionKey(hash), hash, type, Path.ChangeExtension(asset.FileName, FileKinds.ExtensionOf(type)), size);
}

/// <summary>Deleted while something was made of it.</summary>
internal sealed class AssetGoneException() : Exception("The file was deleted meanwhile.");
