using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Results.Live;

/// <summary>Section <c>Results:Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>How often a stream says that it is still there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Then a stream ends and its reader takes it up again: so that streams spread over new processes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Streams of one workspace at the same time, in one process.</summary>
    [Range(1, 100_000)]
    public int PerWorkspace { get; set; } = 200;

    /// <summary>Streams at the same time, in one process.</summary>
    [Range(1, 1_000_000)]
    public int PerProcess { get; set; } = 10_000;
}
