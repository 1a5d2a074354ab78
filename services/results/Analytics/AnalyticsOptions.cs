using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Results.Analytics;

/// <summary>Section <c>Results:Analytics</c>.</summary>
internal sealed class AnalyticsOptions
{
    /// <summary>How long counts are kept.</summary>
    [Range(typeof(TimeSpan), "31.00:00:00", "3660.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(800);
}
