using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>Settings <c>Recurrences:…</c>.</summary>
internal sealed class RecurrenceOptions
{
    /// <summary>How long before its time a copy is planned: from then on it is in the calendar and can be moved or cancelled by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromHours(1);
}
