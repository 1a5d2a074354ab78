using System.Text.Json;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>What a user may ask for beyond text and files.</summary>
internal sealed record FacebookOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "draft": {"title": "Leave it at Facebook as a draft", "type": "boolean"},
            "scheduled_publish_time": {
              "title": "Let Facebook publish it then",
              "description": "An RFC 3339 time between ten minutes and 75 days ahead; 29 days for a reel, six months for a video.",
              "type": "string", "maxLength": 40,
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
            },
            "video_title": {"title": "Title of a video", "type": "string", "minLength": 1, "maxLength": 255},
            "first_comment": {
              "title": "First comment",
              "description": "Written under the post by the page once the post stands.",
              "type": "string", "minLength": 1, "maxLength": 8000
            }
          }
        }
        """);

    public static readonly IReadOnlyList<OptionConflict> Conflicts =
    [
        new("draft", [], [FacebookPublisher.Story], "Facebook keeps no drafts of stories"),
        new("scheduled_publish_time", [], [FacebookPublisher.Story], "Facebook publishes stories at once; schedule it here"),
        new(
            "first_comment", ["draft", "scheduled_publish_time"], [FacebookPublisher.Story],
            "a comment goes with a post that everybody sees, as soon as it stands"),
    ];

    public bool Draft { get; init; }

    public DateTimeOffset? ScheduledPublishTime { get; init; }

    public string? VideoTitle { get; init; }

    public string? FirstComment { get; init; }
}

/// <summary>Whether and when people see a post.</summary>
internal sealed record Visibility
{
    public const string Published = "published";
    public const string Scheduled = "scheduled";
    public const string Draft = "draft";

    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(10);

    /// <summary>One of the three.</summary>
    public required string Kind { get; init; }

    public DateTimeOffset? At { get; init; }

    public static Visibility Of(FacebookOptions options, TimeSpan furthest, DateTimeOffset now)
    {
        if (options.ScheduledPublishTime is not { } at)
        {
            return new() { Kind = options.Draft ? Draft : Published };
        }

        if (options.Draft)
        {
            throw Invalid("options: a draft has no time; leave one of draft and scheduled_publish_time out");
        }

        return at >= now + Soonest && at <= now + furthest
            ? new() { Kind = Scheduled, At = at }
            : throw Invalid(
                $"options.scheduled_publish_time: {at:O} is not between ten minutes and {furthest.TotalDays:0} days ahead; "
                + "choose such a time, or schedule the post here");
    }

    /// <summary>As the parameters of a post, a photo or a video.</summary>
    public void AddTo(Dictionary<string, string> form)
    {
        if (Kind == Published)
        {
            return;
        }

        form["published"] = "false";
        form["unpublished_content_type"] = Kind.ToUpperInvariant();
        if (At is { } at)
        {
            form["scheduled_publish_time"] = $"{at.ToUnixTimeSeconds()}";
        }
    }

    private static PlatformRefusedException Invalid(string detail) =>
        new(FailureCategories.InvalidContent, detail) { Action = "Change the options." };
}
