namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>The real clock, set forward: what lies hours ahead happens now, while timers keep running.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;
}
