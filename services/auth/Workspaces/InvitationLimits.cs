using System.Threading.RateLimiting;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>An invitation may be a mail to somebody who never asked for one: nobody gets, and nobody sends, many of them in an hour.</summary>
internal sealed class InvitationLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<Guid> _perInviter = Limiter<Guid>(100);
    private readonly PartitionedRateLimiter<string> _perAddress = Limiter<string>(5);

    /// <returns>Null when it may be sent, or else how long to wait.</returns>
    public TimeSpan? Refuse(Guid inviter, string address) => Refuse(_perInviter, inviter) ?? Refuse(_perAddress, address);

    public void Dispose()
    {
        _perInviter.Dispose();
        _perAddress.Dispose();
    }

    private static TimeSpan? Refuse<T>(PartitionedRateLimiter<T> limiter, T key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int permits)
        where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetFixedWindowLimiter(
            key,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
