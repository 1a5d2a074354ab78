using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Results.Analytics;

/// <summary>Section <c>Results:Analytics</c>.</summary>
internal sealed class AnalyticsOptions
{
    /// <summary>How long counts are kept.</summary>
    [Range(typeof(TimeSpan), "31.00:00:00", "3660.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(800);

    /// <summary>How long they are kept by the hour: what is older is told by days of UTC, whatever zone is asked for.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3660.00:00:00")]
    public TimeSpan HourlyRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The first day whose hours are all there.</summary>
    public DateOnly HoursFrom(DateTimeOffset now) => DateOnly.FromDateTime((now - (HourlyRetention < Retention ? HourlyRetention : Retention)).UtcDateTime);
}
