using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using ContentMultiplier.Gateway.Limits;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>
/// Remembers what auth said: a session for as long as a revoked key may go on working, a refusal for moments, an outage not at all.
/// Each credential is asked about once at a time. Two generations bound the memory: when the younger is full it becomes the older,
/// and whoever is still seen moves up.
/// </summary>
internal sealed class SessionCache : IDisposable
{
    private readonly TokenExchange _exchange;
    private readonly TimeProvider _time;
    private readonly SessionCacheOptions _options;
    private readonly PartitionedRateLimiter<Caller>? _lookups;
    private readonly Lock _rotation = new();

    private ConcurrentDictionary<UInt128, Entry> _young = new();
    private ConcurrentDictionary<UInt128, Entry> _old = new();
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
        if (TryFind(fingerprint, now, out var known))
        {
            return known.IsCompletedSuccessfully ? new(known.GetAwaiter().GetResult()) : new(known.WaitAsync(cancellationToken));
        }

        if (_lookups is not null)
        {
            using var lease = _lookups.AttemptAcquire(caller);
            if (!lease.IsAcquired)
            {
                return new(new Exchanged(null, Refusals.TooManyCredentials));
            }
        }

        // The time is that of the question: an answer is as old as what auth may have looked at.
        var asked = Add(fingerprint, new Entry(entry => AskAsync(entry, credential, now)), now);
        return new(asked.Answer.WaitAsync(cancellationToken));
    }

    public void Dispose() => _lookups?.Dispose();

    private bool TryFind(UInt128 fingerprint, long now, [NotNullWhen(true)] out Task<Exchanged>? answer)
    {
        if (!_young.TryGetValue(fingerprint, out var entry) && _old.TryGetValue(fingerprint, out entry) && entry.IsFresh(now))
        {
            entry = Add(fingerprint, entry, now);
        }

        answer = entry?.IsFresh(now) == true ? entry.Answer : null;
        return answer is not null;
    }

    private async Task<Exchanged> AskAsync(Entry entry, Credential credential, long askedAt)
    {
        var life = TimeSpan.Zero;
        try
        {
            var answer = await _exchange.AskAsync(credential);
            life = answer.Session is not null ? _options.SessionLife : answer.IsFinal ? _options.RefusalLife : TimeSpan.Zero;
            return answer;
        }
        finally
        {
            entry.KeepUntil(askedAt + (long)(life.TotalSeconds * _time.TimestampFrequency));
        }
    }

    private Entry Add(UInt128 fingerprint, Entry entry, long now)
    {
        var added = _young.AddOrUpdate(
            fingerprint,
            static (_, fresh) => fresh.entry,
            static (_, present, fresh) => present.IsFresh(fresh.now) ? present : fresh.entry,
            (entry, now));
        if (ReferenceEquals(added, entry) && Interlocked.Increment(ref _added) > _options.Capacity / 2)
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

    private sealed class Entry
    {
        private readonly Lazy<Task<Exchanged>> _answer;

        /// <summary>While the answer is on its way it is what everybody waits for.</summary>
        private long _freshUntil = long.MaxValue;

        public Entry(Func<Entry, Task<Exchanged>> ask) => _answer = new Lazy<Task<Exchanged>>(() => ask(this));

        public Task<Exchanged> Answer => _answer.Value;

        public bool IsFresh(long now) => now < Volatile.Read(ref _freshUntil);

        public void KeepUntil(long timestamp) => Volatile.Write(ref _freshUntil, timestamp);
    }
}
