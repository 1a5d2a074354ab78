namespace ContentMultiplier.Results.Publications;

/// <summary>When a failed attempt is tried again: a pure function, so that a table can test it.</summary>
internal static class RetryPolicy
{
    public const int MaxFailures = 5;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
    ];

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <param name="failures">Failures so far, this one included.</param>
    /// <param name="counts">False for a refusal that is no failure of the attempt (429).</param>
    /// <param name="notBefore">The platform's word, which wins when it is later, up to a day.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    /// <param name="delays">In the place of the usual ones: the wait after the first failure, the second, ….</param>
    /// <returns>Null when it is not tried again.</returns>
    public static DateTimeOffset? NextTry(
        int failures, bool counts, DateTimeOffset? notBefore, DateTimeOffset now, Func<double> random,
        IReadOnlyList<TimeSpan>? delays = null)
    {
        if (counts && failures >= MaxFailures)
        {
            return null;
        }

        delays = delays is { Count: > 0 } ? delays : Delays;
        var delay = counts ? delays[Math.Clamp(failures - 1, 0, delays.Count - 1)] : delays[0];

        // A 429 that names its time is over then; waiting longer would only be late.
        if (!counts && notBefore is { } named)
        {
            return Earlier(named, now + LongestWait);
        }

        var own = now + (delay * (0.8 + (0.4 * random())));
        return notBefore > own ? Earlier(notBefore.Value, now + LongestWait) : own;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
