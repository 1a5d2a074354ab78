using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Live;

/// <summary>
/// Reads each change once for all streams of this process and hands it out. Woken by notifications; the look at every heartbeat
/// is for one that a process died before sending.
/// </summary>
internal sealed class LiveFeed(LiveHub hub, LiveChanges changes, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveFeed> logger)
    : DuePump(time, logger)
{
    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextHeartbeat = time.GetUtcNow();
    private Position? _seen;

    protected override TimeSpan IdleLimit => options.Value.Heartbeat;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() is var now && now >= _nextHeartbeat)
        {
            _nextHeartbeat = now + options.Value.Heartbeat;
            hub.All().ForEach(stream => stream.Offer(new LiveBatch([], null, null, IsHeartbeat: true)));
        }

        while (!await ReadAsync(hub.All(), cancellationToken))
        {
        }

        return _nextHeartbeat;
    }

    /// <param name="streams">Those that began before the database is asked; whoever comes later is in the next round.</param>
    /// <returns>True when everything has been handed out.</returns>
    private async Task<bool> ReadAsync(List<LiveSubscription> streams, CancellationToken cancellationToken)
    {
        if (streams.Count == 0)
        {
            _seen = null;
            return true;
        }

        _seen ??= await changes.NowAsync(cancellationToken);
        var workspaces = streams.Select(stream => stream.WorkspaceId).Distinct().ToArray();
        var page = await changes.SinceAsync(Tenant.System, workspaces, postId: null, _seen, cancellationToken);
        var byWorkspace = page.Changes.ToLookup(change => change.WorkspaceId);
        foreach (var stream in streams)
        {
            var wanted = byWorkspace[stream.WorkspaceId].Where(stream.Wants).ToArray();

            // The first batch is for comparing: between a stream's own look and this one something may have happened.
            if (wanted.Length > 0 || stream.Offered is null)
            {
                stream.Offer(new LiveBatch(wanted, stream.Offered ?? _seen, page.Upto));
                stream.Offered = page.Upto;
            }
        }

        _seen = page.Upto;
        return page.IsWhole;
    }
}
