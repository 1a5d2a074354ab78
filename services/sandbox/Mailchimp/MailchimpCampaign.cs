using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

internal sealed record CampaignRequest(string? Type, CampaignRecipients? Recipients, CampaignSettings? Settings);

internal sealed record CampaignRecipients(string? ListId, CampaignSegment? SegmentOpts);

internal sealed record CampaignSegment(long? SavedSegmentId);

internal sealed record CampaignSettings(string? SubjectLine, string? Title, string? FromName, string? ReplyTo, string? PreviewText);

internal sealed record ContentRequest(string? Html, string? PlainText, ContentTemplate? Template);

internal sealed record ContentTemplate(long? Id, Dictionary<string, string>? Sections);

internal sealed record ScheduleRequest(DateTimeOffset? ScheduleTime);

internal sealed record TestRequest(string[]? TestEmails, string? SendType);

/// <summary>What a campaign is beside its HTML.</summary>
internal sealed record CampaignDetail(
    string Status, string Subject, string Title, string? FromName, string? ReplyTo, long? Segment, bool HasContent, DateTimeOffset? ScheduledAt, string[] Tested)
{
    public static CampaignDetail Of(Post post) => post.Detail!.Value.Deserialize(SandboxJson.Default.CampaignDetail)!;

    public JsonElement ToElement() => JsonSerializer.SerializeToElement(this, SandboxJson.Default.CampaignDetail);

    /// <summary>What Mailchimp's own check before sending finds.</summary>
    public IEnumerable<(string Heading, string Details)> Flaws()
    {
        if (Subject.Length == 0)
        {
            yield return ("Subject Line", "Subject line is blank.");
        }

        if (string.IsNullOrEmpty(FromName) || string.IsNullOrEmpty(ReplyTo))
        {
            yield return ("From", "The campaign has no sender.");
        }

        if (!HasContent)
        {
            yield return ("Content", "Your campaign has no content.");
        }
    }
}

internal static class CampaignJson
{
    public static JsonObject Of(Post post)
    {
        var detail = CampaignDetail.Of(post);
        return new JsonObject
        {
            ["id"] = post.Id,
            ["web_id"] = 1,
            ["type"] = "regular",
            ["create_time"] = post.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
            ["status"] = detail.Status,
            ["archive_url"] = "http://eepurl.com/" + post.Id,
            ["long_archive_url"] = post.Url,
            ["recipients"] = new JsonObject { ["list_id"] = post.Account },
            ["settings"] = new JsonObject { ["subject_line"] = detail.Subject, ["title"] = detail.Title, ["from_name"] = detail.FromName, ["reply_to"] = detail.ReplyTo },
        };
    }
}
