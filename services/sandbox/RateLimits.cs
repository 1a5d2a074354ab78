using System.Collections.Concurrent;

namespace ContentMultiplier.Sandbox;

/// <summary>Fixed windows per account, as the platforms count. Off until the settings name a limit.</summary>
internal sealed class RateLimits(SandboxSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Platform, string Account), Window> windows = [];

    public RateState Take(string platform, string account, RateLimit usual)
    {
        var now = time.GetUtcNow();
        if (settings.Current.RateLimits is not { } limits || !limits.TryGetValue(platform, out var limit))
        {
            return new RateState(true, usual.Requests, usual.Requests - 1, now.AddSeconds(usual.Seconds));
        }

        var window = windows.GetOrAdd((platform, account), static _ => new Window());
        lock (window)
        {
            if (window.Ends <= now)
            {
                window.Ends = now.AddSeconds(limit.Seconds);
                window.Used = 0;
            }

            var allowed = window.Used < limit.Requests;
            window.Used += allowed ? 1 : 0;
            return new RateState(allowed, limit.Requests, Math.Max(0, limit.Requests - window.Used), window.Ends);
        }
    }

    private sealed class Window
    {
        public DateTimeOffset Ends { get; set; }

        public int Used { get; set; }
    }
}

internal readonly record struct RateState(bool Allowed, int Limit, int Remaining, DateTimeOffset ResetsAt);
