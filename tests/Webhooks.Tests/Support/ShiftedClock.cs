namespace ContentMultiplier.Webhooks.Tests.Support;

/// <summary>A clock that runs, and leaps ahead when a test says so: days pass, and whatever waits for an answer goes on as it would.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Leap(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
