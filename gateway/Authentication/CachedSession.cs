namespace ContentMultiplier.Gateway.Authentication;

/// <summary>What auth said of one credential, and until when that may be relied on.</summary>
internal sealed class CachedSession
{
    private readonly SessionCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<Task<Exchanged>> _first;

    /// <summary>Null while the first answer is on its way, which is what everybody waits for then.</summary>
    private volatile Known? _known;

    private int _renewing;

    /// <param name="before">What is too old now.</param>
    public CachedSession(SessionCacheOptions options, TimeProvider time, long now, CachedSession? before, Func<Task<Exchanged>> ask)
    {
        _options = options;
        _time = time;
        WasGood = before?.WasGood == true;
        _first = new(() => AskAsync(ask, now));
    }

    public Task<Exchanged> Answer => _known?.Answer ?? _first.Value;

    /// <summary>Whether auth knew it when it last said anything about it.</summary>
    public bool WasGood { get; private set; }

    public bool IsFresh(long now) => _known is not { } known || now < known.FreshUntil;

    /// <summary>In the second half of a session's life one request has it looked up anew.</summary>
    public void RenewAt(long now, Func<Task<Exchanged>> ask)
    {
        if (_known is { Value.Session: not null } known && now >= known.RenewFrom && Interlocked.CompareExchange(ref _renewing, 1, 0) == 0)
        {
            _ = RenewAsync(known, ask, now);
        }
    }

    private async Task<Exchanged> AskAsync(Func<Task<Exchanged>> ask, long askedAt)
    {
        var answer = new Exchanged(null, Refusals.Unavailable);
        try
        {
            answer = await ask();
            return answer;
        }
        finally
        {
            Remember(answer, askedAt);
        }
    }

    /// <summary>When auth is away, the present answer stays until its own end.</summary>
    private async Task RenewAsync(Known known, Func<Task<Exchanged>> ask, long askedAt)
    {
        try
        {
            var answer = await ask();
            if (answer.IsFinal)
            {
                var isSame = answer.Session is { } session && known.Value.Session!.IsSameAs(session);
                Remember(isSame ? known.Value : answer, askedAt);
            }
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }

    private void Remember(Exchanged answer, long askedAt)
    {
        // The time is that of the question: an answer is as old as what auth may have looked at.
        var life = answer.Session is not null ? _options.SessionLife : answer.IsFinal ? _options.RefusalLife : TimeSpan.Zero;
        WasGood = answer.IsFinal ? answer.Session is not null : WasGood;
        _known = new Known(answer, Task.FromResult(answer), askedAt + Ticks(life / 2), askedAt + Ticks(life));
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed record Known(Exchanged Value, Task<Exchanged> Answer, long RenewFrom, long FreshUntil);
}
