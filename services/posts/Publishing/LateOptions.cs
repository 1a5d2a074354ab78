using System.ComponentModel.DataAnnotations;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Settings <c>Late:…</c>: what holds where a post's late policy does not say otherwise.</summary>
internal sealed class LateOptions
{
    /// <summary>Within it nothing is late.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How late a post may leave, and how long one waits for a person's word.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = PublicationLimits.Patience;

    /// <summary>Until when a person can say that a late one is still wanted; null when there is nothing to wait for.</summary>
    public DateTimeOffset? AnswerBefore(string? action, TimeSpan? window, DateTimeOffset plannedFor, DateTimeOffset now) =>
        action == LateActions.Ask && plannedFor + (window ?? Window) is var until && until > now ? until : null;
}
