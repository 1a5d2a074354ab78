namespace ContentMultiplier.Testing;

/// <summary>A clock that shows another time and runs as every other does: what lies hours ahead happens now, while timers keep running.</summary>
public sealed class ShiftedClock(TimeSpan by = default) : TimeProvider
{
    private long _ahead = by.Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
