using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Media.Assets;

/// <summary>Deletes what nobody refers to: files without a post, links that ended, bytes without a row, what was heard of posts long gone.</summary>
internal sealed partial class AssetSweep(
    NpgsqlDataSource dataSource, IObjectStore store, UnknownFiles unknown, ScratchFiles scratch, IOptions<MediaOptions> options, TimeProvider clock,
    ILogger<AssetSweep> logger)
    : DuePump(clock, logger)
{
    private const int Slice = 500;

    private const string Unused =
        """
        delete from assets where id in (
            select id from assets a where kept_until <= $1 and coalesce(reserved_until <= $1, true) and not exists (select from post_media where media_id = a.id)
             limit $2 for update skip locked)
        returning workspace_id, id
        """;

    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;

    protected override TimeSpan IdleLimit => options.Value.SweepEvery;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var swept = 0;
        List<(Guid WorkspaceId, Guid Id)> gone;
        do
        {
            gone = await DeleteAsync(now, cancellationToken);
            foreach (var (workspaceId, id) in gone)
            {
                await store.DeleteAsync(Asset.KeyOf(workspaceId, id), cancellationToken);
            }

            swept += gone.Count;
        }
        while (gone.Count == Slice);

        // Younger ones may be on their way to their row.
        var abandoned = now - TimeSpan.FromDays(1);
        scratch.DeleteAbandoned(abandoned);
        await unknown.DeleteAsync(abandoned, cancellationToken);

        if (swept > 0)
        {
            LogSwept(_logger, swept);
        }

        return now + IdleLimit;
    }

    private async Task<List<(Guid WorkspaceId, Guid Id)>> DeleteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Unused, now, Slice);
        batch.Add("delete from links where expires_at <= $1", now);
        batch.Add(
            """
            delete from post_versions v where heard_at < $1 and not exists (select from post_media m where m.post_id = v.post_id)
            """,
            now - TimeSpan.FromDays(30));
        List<(Guid, Guid)> gone = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            gone.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        await reader.NextResultAsync(cancellationToken);
        return gone;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} files that no post held")]
    private static partial void LogSwept(ILogger logger, int count);
}
