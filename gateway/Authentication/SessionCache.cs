using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using ContentMultiplier.Gateway.Limits;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>
/// Remembers what auth said: a session for as long as a revoked key may go on working, a refusal for moments, an outage not at all.
/// Each credential is asked about once at a time, and one in use is asked about again before its answer is too old, so that its
/// requests do not wait. Two generations bound the memory: when the younger is full it becomes the older, and whoever is still
/// seen moves up.
/// </summary>
internal sealed class SessionCache : IDisposable
{
    private readonly TokenExchange _exchange;
    private readonly TimeProvider _time;
    private readonly SessionCacheOptions _options;
    private readonly PartitionedRateLimiter<Caller>? _lookups;
    private readonly Lock _rotation = new();

    private ConcurrentDictionary<UInt128, CachedSession> _young = new();
    private ConcurrentDictionary<UInt128, CachedSession> _old = new();
    private int _added;

    public SessionCache(TokenExchange exchange, TimeProvider time, IOptions<SessionCacheOptions> options, IOptions<RateLimits> limits)
    {
        _exchange = exchange;
        _time = time;
        _options = options.Value;
        _lookups = limits.Value.Enabled ? limits.Value.Credentials.CreateLimiter() : null;
    }

    public ValueTask<Exchanged> FindAsync(Credential credential, Caller caller, CancellationToken cancellationToken)
    {
        var fingerprint = credential.Fingerprint();
        var now = _time.GetTimestamp();
        if (TryFind(fingerprint, now, out var known) && known.IsFresh(now))
        {
            known.RenewAt(now, () => _exchange.AskAsync(credential));
            var answer = known.Answer;
            return answer.IsCompletedSuccessfully ? new(answer.GetAwaiter().GetResult()) : new(answer.WaitAsync(cancellationToken));
        }

        // Whoever was good a moment ago is not guessing.
        if (_lookups is not null && known?.WasGood != true)
        {
            using var lease = _lookups.AttemptAcquire(caller);
            if (!lease.IsAcquired)
            {
                return new(new Exchanged(null, Refusals.TooManyCredentials));
            }
        }

        var asked = Add(fingerprint, new CachedSession(_options, _time, now, known, () => _exchange.AskAsync(credential)), now);
        return new(asked.Answer.WaitAsync(cancellationToken));
    }

    public void Dispose() => _lookups?.Dispose();

    private bool TryFind(UInt128 fingerprint, long now, [NotNullWhen(true)] out CachedSession? known)
    {
        if (!_young.TryGetValue(fingerprint, out known) && _old.TryGetValue(fingerprint, out known) && known.IsFresh(now))
        {
            known = Add(fingerprint, known, now);
        }

        return known is not null;
    }

    private CachedSession Add(UInt128 fingerprint, CachedSession session, long now)
    {
        var added = _young.AddOrUpdate(
            fingerprint,
            static (_, fresh) => fresh.session,
            static (_, present, fresh) => present.IsFresh(fresh.now) ? present : fresh.session,
            (session, now));
        if (ReferenceEquals(added, session) && Interlocked.Increment(ref _added) > _options.Capacity / 2)
        {
            Rotate();
        }

        return added;
    }

    private void Rotate()
    {
        lock (_rotation)
        {
            if (_added > _options.Capacity / 2)
            {
                _old = _young;
                _young = new();
                _added = 0;
            }
        }
    }
}
