using System.Collections.Concurrent;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Live;

/// <summary>
/// Tells all processes what was written here, a few times a second at the most. Not in the writing transactions: one that
/// notifies commits alone, whatever else is waiting.
/// </summary>
internal sealed class LiveNotifier(NpgsqlDataSource database, TimeProvider time, ILogger<LiveNotifier> logger) : DuePump(time, logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Guid, bool> _changed = new();

    protected override TimeSpan IdleLimit => TimeSpan.FromMinutes(1);

    /// <summary>After the commit.</summary>
    public void Changed(IEnumerable<Guid> workspaces)
    {
        var isNews = false;
        foreach (var workspace in workspaces)
        {
            isNews |= _changed.TryAdd(workspace, true);
        }

        if (isNews)
        {
            Wake(_time.GetUtcNow() + Pause);
        }
    }

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        List<Guid> workspaces = [.. _changed.Keys];
        if (workspaces.Count == 0)
        {
            return null;
        }

        // Taken off first: what changes from here on is told again.
        workspaces.ForEach(workspace => _changed.TryRemove(workspace, out _));
        try
        {
            await using var batch = database.CreateBatch();
            batch.Add("select set_config('synchronous_commit', 'off', true)");
            batch.Add("select pg_notify($1, $2)", LiveNotifications.Channel, LiveNotifications.Text(workspaces));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            workspaces.ForEach(workspace => _changed.TryAdd(workspace, true));
            throw;
        }

        return _time.GetUtcNow() + Pause;
    }
}
