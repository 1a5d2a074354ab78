using System.Globalization;
using System.Runtime.InteropServices;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>What came of asking for a token.</summary>
/// <param name="Wait">How long to wait; null when it may go on.</param>
/// <param name="Left">What the caller has left, as far as this gateway knows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Taken(TimeSpan? Wait, int Left);

/// <summary>
/// One caller's bucket, of which this gateway holds a few tokens for a moment. Tokens come from the row that all gateways share,
/// so their sum never exceeds it. What is held is thrown away after <see cref="_held"/>, and the row's capacity is smaller by what
/// flows in during that time: in no window does a caller get more than its limit.
/// </summary>
internal sealed class SharedBucket
{
    private const int MostHeld = 64;

    private static readonly TimeSpan LongestHeld = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly SharedBuckets _store;
    private readonly TimeProvider _time;
    private readonly long _held;
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<Taken?>> _waiting = new();

    private Stock _old;
    private Stock _new;
    private int _block = 1;
    private int _left;
    private long _lastUsed;
    private long _dryUntil;
    private bool _asked;
    private long _askedAt;
    private int _wanted;

    public SharedBucket(SharedBuckets store, TimeProvider time, string kind, Caller caller, RateLimit limit)
    {
        _store = store;
        _time = time;
        Name = string.Create(CultureInfo.InvariantCulture, $"{kind} {caller.Id:N} {caller.Network:x}");
        PerSecond = limit.Permits / limit.Window.TotalSeconds;

        // A limit of a token in a while is taken token by token: nothing is held, so nothing has to be kept back.
        var held = TimeSpan.FromSeconds(Math.Min(LongestHeld.TotalSeconds, limit.Burst / (4 * PerSecond)));
        var flow = PerSecond * held.TotalSeconds;
        _held = flow < 1 ? 0 : Ticks(held);
        Capacity = limit.Burst - (flow < 1 ? 0 : (int)Math.Ceiling(flow));
    }

    /// <summary>The same in every gateway.</summary>
    public string Name { get; }
    public int Capacity { get; }
    public double PerSecond { get; }

    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_asked && _waiting.Count == 0 && _time.GetElapsedTime(_lastUsed) > Idle;
            }
        }
    }

    /// <returns>Null when the gateways cannot share at the moment.</returns>
    public ValueTask<Taken?> TakeAsync()
    {
        lock (_lock)
        {
            var now = _lastUsed = _time.GetTimestamp();
            _old = _old.At(now);
            _new = _new.At(now);
            if (_old.Tokens + _new.Tokens > 0)
            {
                return new(TakeHeld());
            }

            if (now < _dryUntil)
            {
                return new(new Taken(_time.GetElapsedTime(now, _dryUntil), 0));
            }

            var taken = new TaskCompletionSource<Taken?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(taken);
            Ask();
            return new(taken.Task);
        }
    }

    /// <summary>For those who wait, and a block beyond when the caller is busy.</summary>
    public int Want()
    {
        lock (_lock)
        {
            _askedAt = _time.GetTimestamp();
            _wanted = Math.Min(Capacity, Math.Max(1, _waiting.Count + (_held == 0 ? 0 : _block)));
            return _wanted;
        }
    }

    public void Pour(int granted, double left)
    {
        lock (_lock)
        {
            _asked = false;
            _left = (int)left;
            Keep(granted);
            while (_waiting.Count > 0 && _old.Tokens + _new.Tokens > 0)
            {
                _waiting.Dequeue().SetResult(TakeHeld());
            }

            if (granted == _wanted)
            {
                // They came while the question was under way.
                if (_waiting.Count > 0)
                {
                    Ask();
                }

                return;
            }

            var dry = TimeSpan.FromSeconds(Math.Max(0, 1 - left) / PerSecond);
            _dryUntil = _time.GetTimestamp() + Ticks(dry);
            while (_waiting.TryDequeue(out var refused))
            {
                refused.SetResult(new Taken(dry, 0));
            }
        }
    }

    public void Fail()
    {
        lock (_lock)
        {
            _asked = false;
            while (_waiting.TryDequeue(out var waiting))
            {
                waiting.SetResult(null);
            }
        }
    }

    /// <summary>Busy callers get larger blocks, the others smaller ones; what is left of a block never gets a longer life.</summary>
    private void Keep(int granted)
    {
        var now = _time.GetTimestamp();
        _old = _old.At(now);
        _new = _new.At(now);
        var held = _old.Tokens + _new.Tokens;
        _block = held > _block / 2 ? Math.Max(1, _block / 2) : Math.Min(MostHeld, _block * 2);
        _old = new Stock(held, _old.Tokens > 0 ? _old.Until : _new.Until);
        _new = new Stock(granted, _askedAt + _held);
    }

    private Taken TakeHeld()
    {
        if (_old.Tokens > 0)
        {
            _old = _old with { Tokens = _old.Tokens - 1 };
        }
        else
        {
            _new = _new with { Tokens = _new.Tokens - 1 };
        }

        var held = _old.Tokens + _new.Tokens;
        if (held < _block / 2)
        {
            Ask();
        }

        return new Taken(null, _left + held);
    }

    private void Ask()
    {
        if (_asked)
        {
            return;
        }

        _asked = true;
        if (!_store.Fill(this))
        {
            Fail();
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Tokens that are good until a moment.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stock(int Tokens, long Until)
    {
        public Stock At(long now) => now < Until ? this : default;
    }
}
