using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>Section <c>RateLimits</c>: token buckets, one per caller.</summary>
internal sealed class RateLimits
{
    public const string Section = "RateLimits";

    public bool Enabled { get; init; } = true;

    /// <summary>Every route that names no other, per key, user or address.</summary>
    public RateLimit Default { get; init; } = new() { Permits = 200, Window = TimeSpan.FromSeconds(1), Burst = 1000 };

    /// <summary>Signing in and registering, per address: what guesses passwords.</summary>
    public RateLimit Login { get; init; } = new() { Permits = 30, Window = TimeSpan.FromMinutes(1), Burst = 30 };

    public RateLimit Publish { get; init; } = new() { Permits = 100, Window = TimeSpan.FromSeconds(1), Burst = 1000 };

    /// <summary>Credentials not seen lately, per address: what guesses keys.</summary>
    public RateLimit Credentials { get; init; } = new() { Permits = 20, Window = TimeSpan.FromSeconds(1), Burst = 200 };

    /// <summary>Longer than that nobody waits for what all gateways share: for a while each of them limits by itself.</summary>
    public TimeSpan SharedPatience { get; init; } = TimeSpan.FromMilliseconds(400);

    public bool AreUsable => Default.IsUsable && Login.IsUsable && Publish.IsUsable && Credentials.IsUsable;
}

internal sealed class RateLimit
{
    /// <summary>Refilled in every window.</summary>
    public int Permits { get; init; }

    public TimeSpan Window { get; init; }

    /// <summary>The most that may be saved up.</summary>
    public int Burst { get; init; }

    public bool IsUsable => Permits > 0 && Window > TimeSpan.Zero && Burst > 0;

    public PartitionedRateLimiter<Caller> CreateLimiter()
    {
        // In steps of one permit or of a tenth of a second, whichever is longer: smooth for callers, cheap to refill.
        var tick = TimeSpan.FromMilliseconds(100);
        var step = Window / Permits >= tick ? 1 : Math.Max(1, (int)(Permits * (tick / Window)));
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = step,
            ReplenishmentPeriod = Window * step / Permits,
            QueueLimit = 0,
            AutoReplenishment = false,
        };
        return PartitionedRateLimiter.Create<Caller, Caller>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => bucket));
    }
}

/// <summary>What a route may write under <c>Metadata: { "RateLimit": … }</c>.</summary>
internal static class RateLimitNames
{
    public const string Metadata = "RateLimit";
    public const string Default = "default";
    public const string Login = "login";
    public const string Publish = "publish";

    public static readonly FrozenSet<string> All = FrozenSet.Create(StringComparer.Ordinal, Default, Login, Publish);
}
