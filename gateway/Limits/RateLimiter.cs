using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>
/// The buckets of one kind of route: shared with the other gateways, or this gateway's own while they cannot be. Who has tokens
/// here is answered from memory.
/// </summary>
internal sealed class RateLimiter : IDisposable
{
    private readonly RateLimit _limit;
    private readonly string _kind;
    private readonly SharedBuckets _shared;
    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<Caller> _own;
    private readonly ConcurrentDictionary<Caller, SharedBucket> _buckets = new();
    private readonly ITimer _forgetting;

    public RateLimiter(string kind, RateLimit limit, SharedBuckets shared, TimeProvider time)
    {
        (_kind, _limit, _shared, _time) = (kind, limit, shared, time);
        _own = limit.CreateLimiter();
        _forgetting = time.CreateTimer(_ => Forget(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <returns>How long to wait, or null when it may go on.</returns>
    public ValueTask<TimeSpan?> TakeAsync(Caller caller, IHeaderDictionary headers)
    {
        if (!_shared.IsShared)
        {
            return new(TakeOwn(caller, headers));
        }

        var bucket = _buckets.GetOrAdd(caller, static (key, self) => new SharedBucket(self._shared, self._time, self._kind, key, self._limit), this);
        var taking = bucket.TakeAsync();
        return taking.IsCompletedSuccessfully
            ? new(Answer(taking.Result, bucket, caller, headers))
            : WaitAsync(taking, bucket, caller, headers);
    }

    public void Dispose()
    {
        _forgetting.Dispose();
        _own.Dispose();
    }

    private async ValueTask<TimeSpan?> WaitAsync(ValueTask<Taken?> taking, SharedBucket bucket, Caller caller, IHeaderDictionary headers) =>
        Answer(await taking, bucket, caller, headers);

    private TimeSpan? Answer(Taken? taken, SharedBucket bucket, Caller caller, IHeaderDictionary headers)
    {
        if (taken is not { } answer)
        {
            return TakeOwn(caller, headers);
        }

        Write(headers, bucket.Capacity, Math.Min(answer.Left, bucket.Capacity));
        return answer.Wait;
    }

    private TimeSpan? TakeOwn(Caller caller, IHeaderDictionary headers)
    {
        using var lease = _own.AttemptAcquire(caller);
        Write(headers, _limit.Burst, lease.IsAcquired ? _own.GetStatistics(caller)?.CurrentAvailablePermits ?? 0 : 0);
        return lease.IsAcquired
            ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : _limit.Window;
    }

    private void Write(IHeaderDictionary headers, int size, long left)
    {
        var perSecond = _limit.Permits / _limit.Window.TotalSeconds;
        headers["RateLimit-Limit"] = size.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((long)Math.Ceiling((size - left) / perSecond)).ToString(CultureInfo.InvariantCulture);
    }

    private void Forget()
    {
        foreach (var (caller, bucket) in _buckets)
        {
            if (bucket.IsIdle)
            {
                _buckets.TryRemove(caller, out _);
            }
        }
    }
}
