using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Live;

internal enum LiveRefusal
{
    None,
    Workspace,
    Process,
    Stopping,
}

/// <summary>The streams of this process, by workspace.</summary>
internal sealed class LiveHub
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HashSet<LiveSubscription>> _streams = [];
    private readonly LiveOptions _options;
    private int _count;
    private bool _stopping;

    public LiveHub(IOptions<LiveOptions> options, IHostApplicationLifetime lifetime)
    {
        _options = options.Value;

        // An open stream would hold the process until its time to stop is over.
        lifetime.ApplicationStopping.Register(EndAll);
    }

    public LiveRefusal TryAdd(Guid workspaceId, Guid? postId, out LiveSubscription? subscription)
    {
        subscription = null;
        lock (_lock)
        {
            if (_stopping)
            {
                return LiveRefusal.Stopping;
            }

            if (_count >= _options.PerProcess)
            {
                return LiveRefusal.Process;
            }

            if (!_streams.TryGetValue(workspaceId, out var streams))
            {
                _streams[workspaceId] = streams = [];
            }

            if (streams.Count >= _options.PerWorkspace)
            {
                return LiveRefusal.Workspace;
            }

            subscription = new LiveSubscription(this, workspaceId, postId);
            streams.Add(subscription);
            _count++;
            LiveInstruments.Streams.Add(1);
            return LiveRefusal.None;
        }
    }

    public void Remove(LiveSubscription subscription)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(subscription.WorkspaceId, out var streams) && streams.Remove(subscription))
            {
                _count--;
                LiveInstruments.Streams.Add(-1);
                if (streams.Count == 0)
                {
                    _streams.Remove(subscription.WorkspaceId);
                }
            }
        }
    }

    public List<LiveSubscription> All()
    {
        lock (_lock)
        {
            return [.. _streams.Values.SelectMany(streams => streams)];
        }
    }

    public bool HasAny(IEnumerable<Guid> workspaces)
    {
        lock (_lock)
        {
            return workspaces.Any(_streams.ContainsKey);
        }
    }

    private void EndAll()
    {
        lock (_lock)
        {
            _stopping = true;
        }

        foreach (var subscription in All())
        {
            subscription.End();
        }
    }
}
