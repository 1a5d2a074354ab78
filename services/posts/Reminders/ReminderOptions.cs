using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Posts.Reminders;

/// <summary>Settings <c>Reminders:…</c>.</summary>
internal sealed class ReminderOptions
{
    /// <summary>How long after its time a publication is first asked after; each time twice as long, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(20);
}
