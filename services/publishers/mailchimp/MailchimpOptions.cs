using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>Whom of the audience the campaign goes to, when, and in which clothes.</summary>
internal sealed record MailchimpOptions
{
    public const string Send = "send";
    public const string Schedule = "schedule";
    public const string Save = "save";

    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "action": {"title": "What becomes of it", "description": "Sent, unless given.", "enum": ["send", "schedule", "save"]},
            "schedule_at": {
              "title": "When Mailchimp sends it",
              "description": "With the action `schedule`: a full quarter of an hour in the future.",
              "type": "string",
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:(00|15|30|45)(:00(\\.0{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
            },
            "segment_id": {"title": "Only this segment of the audience", "type": "integer", "minimum": 1},
            "tag": {"title": "Only those with this tag", "type": "string", "minLength": 1, "maxLength": 100},
            "template_id": {"title": "Template", "type": "integer", "minimum": 1},
            "template_section": {"title": "Section of the template that takes the text", "type": "string", "minLength": 1, "maxLength": 100},
            "preview_text": {"title": "What stands beside the subject", "type": "string", "maxLength": 150},
            "from_name": {"title": "Sender's name", "description": "The audience's, unless given.", "type": "string", "minLength": 1, "maxLength": 100},
            "reply_to": {"title": "Sender's address", "description": "The audience's, unless given.", "type": "string", "pattern": "^[^\\s@]{1,64}@[^\\s@]{3,190}$"},
            "test_emails": {
              "title": "Who gets it as a test first",
              "type": "array",
              "maxItems": 20,
              "items": {"type": "string", "pattern": "^[^\\s@]{1,64}@[^\\s@]{3,190}$"}
            },
            "track_opens": {"title": "Count opens", "type": "boolean"},
            "track_clicks": {"title": "Count clicks", "type": "boolean"}
          }
        }
        """);

    public string Action { get; init; } = Send;

    public string? ScheduleAt { get; init; }

    public long? SegmentId { get; init; }

    public string? Tag { get; init; }

    public long? TemplateId { get; init; }

    public string? TemplateSection { get; init; }

    public string? PreviewText { get; init; }

    public string? FromName { get; init; }

    public string? ReplyTo { get; init; }

    public IReadOnlyList<string> TestEmails { get; init; } = [];

    public bool? TrackOpens { get; init; }

    public bool? TrackClicks { get; init; }

    public DateTimeOffset? Date =>
        DateTimeOffset.TryParse(ScheduleAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date.ToUniversalTime() : null;

    /// <summary>What the schema cannot say.</summary>
    public IEnumerable<(string Field, string Message)> Mistakes(DateTimeOffset now)
    {
        if (Action == Schedule && ScheduleAt is null)
        {
            yield return ("options.schedule_at", "missing, and the action is `schedule`; give a time");
        }

        if (Action != Schedule && ScheduleAt is not null)
        {
            yield return ("options.action", "is not `schedule`, and there is a time; choose `schedule`, or leave the time out");
        }

        if (ScheduleAt is not null && Date is null)
        {
            yield return ("options.schedule_at", "is no day and time that exists; write it as 2027-01-31T09:15:00Z");
        }
        else if (Date is { } date && (date.Minute % 15 != 0 || date <= now))
        {
            yield return ("options.schedule_at", "is no full quarter of an hour in the future; choose one at :00, :15, :30 or :45");
        }

        if (SegmentId is not null && Tag is not null)
        {
            yield return ("options.tag", "stands beside a segment; keep one of them");
        }

        if (TemplateId is null != TemplateSection is null)
        {
            yield return ("options.template_section", "a template and the section that takes the text go together; give both");
        }
    }
}
