using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Results;

/// <summary>The times that decide when somebody is taken for dead and when a platform is asked.</summary>
internal sealed class ResultsOptions
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>How long a worker may act on a claim or a renewed one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call to a platform can last; before that has passed, a dead worker's call may still arrive.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a publication may wait in a queue before its command is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan QueuePatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>When the platform is read after a lost answer: one reading after each delay.</summary>
    [MinLength(1)]
    public TimeSpan[] ReconcileDelays { get; set; } = [];

    /// <summary>How long a failed attempt waits for the next one, by the number of failures; the retry policy's own where not given.</summary>
    public TimeSpan[] RetryDelays { get; set; } = [];

    /// <summary>How long after publishing a post's numbers are read; none: never.</summary>
    public TimeSpan[] MetricAges { get; set; } = [];

    /// <summary>How long after its time a post is still wanted.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long until the next reading. Beyond those that were planned twice as long each time, an hour at the most: a platform that
    /// cannot be read counts the readings against what the account may do all the same.
    /// </summary>
    /// <param name="readings">How many there have been.</param>
    public TimeSpan ReadAgainAfter(int readings)
    {
        if (readings < ReconcileDelays.Length)
        {
            return ReconcileDelays[readings];
        }

        var pause = ReconcileDelays[^1] * Math.Pow(2, Math.Min(readings - ReconcileDelays.Length, 12));
        return pause < LongestPause ? pause : LongestPause;
    }
}
