using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Platforms;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Media.Renditions;

/// <summary>A file in the form of a platform, made and kept.</summary>
internal sealed record Rendition(string Key, string RulesHash, string ContentType, string FileName, long Size);

/// <summary>Makes forms when they are first asked for, each once.</summary>
internal sealed class RenditionMaker(
    PlatformRules platforms, IObjectStore store, ScratchFiles scratch, ImageTool images, VideoTool videos, NpgsqlDataSource dataSource, TimeProvider clock) : IDisposable
{
    private static readonly int[] Qualities = [90, 80, 65, 50];
    private const double Shrink = 0.75;
    private const int MaxShrinks = 8;

    /// <summary>Several accounts of one platform ask at the same time: one of them makes it, the others wait for it.</summary>
    private readonly SemaphoreSlim[] _making = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The form, or why there is none.</summary>
    public async Task<(Rendition? Rendition, ProblemHttpResult? Problem)> AnswerAsync(
        Asset asset, string platform, CancellationToken cancellationToken)
    {
        if (!(await platforms.FindAsync([platform], cancellationToken)).TryGetValue(platform, out var announced))
        {
            return (null, Problems.NotFound("No publisher of this platform has announced itself."));
        }

        var (plan, objections) = RenditionPlan.For(asset, announced.Rules);
        if (plan is null)
        {
            return (null, Refused($"{announced.Slug}: {string.Join("; ", objections)}"));
        }

        var gate = _making[(uint)HashCode.Combine(asset.Id, announced.Hash) % _making.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync(asset, announced.Hash, cancellationToken) is { } known)
            {
                return (known, null);
            }

            return await MakeAsync(asset, plan, announced.Hash, cancellationToken) is { } made
                ? (made, null)
                : (null, Refused($"{announced.Slug}: no form of the file could be made that has at most {plan.MaxBytes} bytes; use a smaller one"));
        }
        catch (ToolUnavailableException unavailable)
        {
            return (null, Problems.Unavailable("media_tools_unavailable", unavailable.Message));
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            await store.DeleteAsync(asset.Key, cancellationToken);
            return (null, Problems.NotFound());
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => Array.ForEach(_making, gate => gate.Dispose());

    private static ProblemHttpResult Refused(string detail) =>
        Problems.Problem(StatusCodes.Status422UnprocessableEntity, "no_rendition", "The platform cannot get this file.", detail);

    private async Task<Rendition?> FindAsync(Asset asset, string hash, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add("select content_type, size from renditions where media_id = $1 and rules_hash = $2", asset.Id, hash);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && await store.HasAsync(asset.RenditionKey(hash), cancellationToken)
            ? Describe(asset, hash, reader.GetString(0), reader.GetInt64(1))
            : null;
    }

    private async Task<Rendition?> MakeAsync(Asset asset, RenditionPlan plan, string hash, CancellationToken cancellationToken)
    {
        using var folder = scratch.CreateWorkFolder();
        var source = await store.BringAsync(asset.Key, folder, cancellationToken);
        var output = asset.IsVideo
            ? await CleanVideoAsync(source, asset, plan, folder, cancellationToken)
            : await ConvertImageAsync(source, asset, plan, folder, cancellationToken);
        if (output is null)
        {
            return null;
        }

        var (file, type, width, height) = output;
        var size = new FileInfo(file).Length;
        await store.KeepAsync(file, asset.RenditionKey(hash), cancellationToken);

        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add(
            """
            insert into renditions (media_id, rules_hash, workspace_id, content_type, size, width, height, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (media_id, rules_hash) do update set content_type = $4, size = $5, width = $6, height = $7, created_at = $8
            """,
            asset.Id, hash, asset.WorkspaceId, type, size, width, height, clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return Describe(asset, hash, type, size);
    }

    private async Task<Output?> CleanVideoAsync(string source, Asset asset, RenditionPlan plan, WorkFolder folder, CancellationToken cancellationToken)
    {
        var output = folder.FileAt("out.mp4");
        return await videos.CleanAsync(source, output, folder, cancellationToken) && Fits(output, plan.MaxBytes)
            ? new Output(output, plan.Type, asset.Width, asset.Height)
            : null;
    }

    /// <summary>As good as the limit allows: less quality first, then another type, then fewer pixels.</summary>
    private async Task<Output?> ConvertImageAsync(string source, Asset asset, RenditionPlan plan, WorkFolder folder, CancellationToken cancellationToken)
    {
        var (width, height) = (Math.Min(asset.Width, plan.MaxWidth), Math.Min(asset.Height, plan.MaxHeight));
        var type = plan.Type;
        for (var shrinks = 0; shrinks < MaxShrinks; shrinks++)
        {
            foreach (var quality in HasQuality(type) ? Qualities : Qualities[..1])
            {
                var output = folder.FileAt("out" + FileKinds.ExtensionOf(type));
                var target = new ImageTarget(type, width, height, quality, plan.Animated);
                if (!await images.ConvertAsync(source, output, target, folder, cancellationToken))
                {
                    return null;
                }

                if (Fits(output, plan.MaxBytes))
                {
                    await using var made = File.OpenRead(output);
                    return ImageHeader.Read(made, type) is { } header ? new Output(output, type, header.Width, header.Height) : null;
                }
            }

            if (plan.Smaller is { } smaller && type != smaller)
            {
                type = smaller;
                continue;
            }

            (width, height) = ((int)(width * Shrink), (int)(height * Shrink));
            if (Math.Min(width, height) < plan.MinSide)
            {
                return null;
            }
        }

        return null;
    }

    private static bool Fits(string file, long maxBytes) => maxBytes == 0 || new FileInfo(file).Length <= maxBytes;

    private static bool HasQuality(string type) => type is FileKinds.Jpeg or FileKinds.WebP;

    private static Rendition Describe(Asset asset, string hash, string type, long size) =>
        new(asset.RenditionKey(hash), hash, type, Path.ChangeExtension(asset.FileName, FileKinds.ExtensionOf(type)), size);

    private sealed record Output(string File, string Type, int Width, int Height);
}
