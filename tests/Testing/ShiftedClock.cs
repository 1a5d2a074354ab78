namespace ContentMultiplier.Testing;

/// <summary>A clock that shows the wrong time and runs as every other does.</summary>
public sealed class ShiftedClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
