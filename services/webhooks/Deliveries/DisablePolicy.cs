namespace ContentMultiplier.Webhooks.Deliveries;

internal enum HealthVerdict
{
    Go,
    Warn,
    Disable,
}

/// <summary>An endpoint that has only failed for five days is disabled; its workspace is warned before.</summary>
internal static class DisablePolicy
{
    public static readonly TimeSpan DisableAfter = TimeSpan.FromDays(5);

    /// <param name="failingSince">The first failure after the last success; repetitions that somebody asked for do not count.</param>
    public static HealthVerdict Judge(TimeSpan warnAfter, DateTimeOffset? failingSince, DateTimeOffset? warnedAt, DateTimeOffset now) =>
        (now - failingSince) switch
        {
            { } failing when failing >= DisableAfter => HealthVerdict.Disable,
            { } failing when failing >= warnAfter && warnedAt is null => HealthVerdict.Warn,
            _ => HealthVerdict.Go,
        };
}
