namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>When a delivery is tried again: 14 tries over seven days, spread by a fifth to either side.</summary>
internal static class RetryPolicy
{
    private const double Spread = 0.2;

    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>After the first try, after the second one, …</summary>
    public static readonly IReadOnlyList<TimeSpan> Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
        TimeSpan.FromHours(28), TimeSpan.FromHours(32), TimeSpan.FromHours(32),
    ];

    public static int Tries => Delays.Count + 1;

    /// <param name="tries">How often it was tried.</param>
    /// <param name="retryAfter">What the receiver asked for: it is not tried earlier, and not put off by more than a day for that.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <returns>Null when it is given up.</returns>
    public static TimeSpan? NextAfter(int tries, TimeSpan? retryAfter, double random)
    {
        if (tries >= Tries)
        {
            return null;
        }

        var delay = Delays[Math.Max(tries, 1) - 1] * (1 - Spread + (2 * Spread * random));
        var asked = retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter;
        return asked > delay ? asked : delay;
    }
}
