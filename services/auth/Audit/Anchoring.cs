using System.Text;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary>
/// Says once a minute, outside the database, where every chain stands. Rows that are cut off a chain's end, or chains that are
/// written anew with all their hashes, fit themselves but not what was said.
/// </summary>
internal sealed partial class Anchoring(
    NpgsqlDataSource database, IOptions<AuditOptions> options, TimeProvider time, ILogger<Anchoring> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        if (!settings.IsAnchored)
        {
            LogOff(logger);
            return;
        }

        var key = Convert.FromBase64String(settings.AnchorKey!);
        using var timer = new PeriodicTimer(settings.AnchorInterval, time);
        do
        {
            try
            {
                await AnchorAsync(settings.AnchorFile!, key, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException)
            {
                LogMissed(logger, exception.GetType().Name, exception.Message);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AnchorAsync(string path, byte[] key, CancellationToken cancellationToken)
    {
        // Nobody else writes meanwhile: replicas may share the file.
        await using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var file = AnchorFile.Read(reader, key);
        if (file.Findings.Count > 0)
        {
            LogBroken(logger, string.Join("; ", file.Findings));
            return;
        }

        var heads = await HeadsAsync(cancellationToken);
        foreach (var cut in file.Heads.Values.Where(said => !heads.TryGetValue(said.Workspace, out var now) || now.Seq < said.Seq))
        {
            LogBroken(logger, $"the chain of {cut.Workspace} was at {cut.Seq} and is shorter now");
            return;
        }

        List<AnchoredHead> moved = [.. heads.Values.Where(head => file.Heads.GetValueOrDefault(head.Workspace) != head).OrderBy(head => head.Workspace)];
        if (moved.Count == 0)
        {
            return;
        }

        var anchor = Anchor.Make(time.GetUtcNow(), moved, heads.Values, file.LastMac, key);
        stream.Seek(0, SeekOrigin.End);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(AnchorFile.Write(anchor) + "\n"), CancellationToken.None);
        stream.Flush(flushToDisk: true);
    }

    private async Task<Dictionary<Guid, AnchoredHead>> HeadsAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add("select workspace_id, seq, hash from audit_heads where seq > 0");
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        Dictionary<Guid, AnchoredHead> heads = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var head = new AnchoredHead(reader.GetGuid(0), reader.GetInt64(1), Convert.ToHexStringLower((byte[])reader[2]));
            heads.Add(head.Workspace, head);
        }

        return heads;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Audit:AnchorFile is not set: an administrator of the database could cut the audit log unseen.")]
    private static partial void LogOff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit log could not be anchored ({Error}: {Message}); it is tried again in a while.")]
    private static partial void LogMissed(ILogger logger, string error, string message);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit log was tampered with and is anchored no more: {Finding}. Run `audit verify`.")]
    private static partial void LogBroken(ILogger logger, string finding);
}
