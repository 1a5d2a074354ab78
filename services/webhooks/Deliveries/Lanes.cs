using Microsoft.Extensions.Options;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>
/// One lane per endpoint, so that none waits for another: each has its own limit of requests under way. One that failed last
/// gets a single request at a time, and all of those together at most half of what there is.
/// </summary>
internal sealed class Lanes(IOptions<WebhookOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Lane> _lanes = [];
    private int _inFlight;
    private int _inFlightOfFailing;

    /// <summary>Called when something is due now: whoever sends it looks again.</summary>
    public Action? Wake { get; set; }

    /// <summary>Something of these endpoints is due now.</summary>
    public void Offer(IReadOnlyCollection<Guid> endpoints, DateTimeOffset now)
    {
        if (endpoints.Count > 0)
        {
            Offer(endpoints.Select(endpoint => KeyValuePair.Create(endpoint, now)));
            Wake?.Invoke();
        }
    }

    /// <summary>Something of these endpoints is due then.</summary>
    public void Offer(IEnumerable<KeyValuePair<Guid, DateTimeOffset>> due)
    {
        lock (_lock)
        {
            foreach (var (endpoint, at) in due)
            {
                Of(endpoint).Offer(at);
            }
        }
    }

    /// <summary>The endpoints for which something is due, and how many requests each of them may get now.</summary>
    public Dictionary<Guid, int> Take(DateTimeOffset now)
    {
        lock (_lock)
        {
            var free = options.Value.InFlight - _inFlight;
            var freeForFailing = Math.Max(1, options.Value.InFlight / 2) - _inFlightOfFailing;
            Dictionary<Guid, int> taken = [];
            foreach (var (endpoint, lane) in _lanes.Where(lane => lane.Value.DueAt <= now).OrderBy(lane => lane.Value.DueAt))
            {
                var room = Math.Min(free, lane.IsFailing ? Math.Min(1 - lane.InFlight, freeForFailing) : options.Value.InFlightOfEndpoint - lane.InFlight);
                if (room > 0)
                {
                    taken.Add(endpoint, room);
                    lane.DueAt = null;
                    free -= room;
                    freeForFailing -= lane.IsFailing ? room : 0;
                }
            }

            return taken;
        }
    }

    public void Begin(Guid endpoint)
    {
        lock (_lock)
        {
            var lane = Of(endpoint);
            lane.InFlight++;
            _inFlight++;
            _inFlightOfFailing += lane.IsFailing ? 1 : 0;
        }
    }

    public void End(Guid endpoint, bool failed)
    {
        lock (_lock)
        {
            var lane = Of(endpoint);
            _inFlightOfFailing -= lane.IsFailing ? lane.InFlight : 0;
            lane.InFlight--;
            _inFlight--;
            lane.IsFailing = failed;
            _inFlightOfFailing += lane.IsFailing ? lane.InFlight : 0;
            Forget(endpoint, lane);
        }
    }

    /// <summary>When something is due that has room; what has none goes on when a request ends.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (_lock)
        {
            return _inFlight >= options.Value.InFlight ? null : _lanes.Values
                .Where(lane => lane.InFlight < (lane.IsFailing ? 1 : options.Value.InFlightOfEndpoint))
                .Where(lane => !lane.IsFailing || _inFlightOfFailing < Math.Max(1, options.Value.InFlight / 2))
                .Min(lane => lane.DueAt);
        }
    }

    /// <summary>How long something has been due that has no room yet.</summary>
    public TimeSpan LongestWait(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _lanes.Values.Min(lane => lane.DueAt) is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;
        }
    }

    private Lane Of(Guid endpoint)
    {
        if (!_lanes.TryGetValue(endpoint, out var lane))
        {
            _lanes.Add(endpoint, lane = new Lane());
        }

        return lane;
    }

    private void Forget(Guid endpoint, Lane lane)
    {
        if (lane is { InFlight: 0, DueAt: null, IsFailing: false })
        {
            _lanes.Remove(endpoint);
        }
    }

    private sealed class Lane
    {
        public int InFlight { get; set; }
        public bool IsFailing { get; set; }
        public DateTimeOffset? DueAt { get; set; }

        public void Offer(DateTimeOffset at) => DueAt = DueAt < at ? DueAt : at;
    }
}
