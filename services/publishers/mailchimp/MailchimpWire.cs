using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Mailchimp;

internal sealed record NewCampaign
{
    public string Type { get; } = "regular";
    public required CampaignRecipients Recipients { get; init; }
    public required CampaignSettings Settings { get; init; }
    public CampaignTracking? Tracking { get; init; }
}

internal sealed record CampaignRecipients(string ListId, SegmentChoice? SegmentOpts);

internal sealed record SegmentChoice(long SavedSegmentId);

internal sealed record CampaignSettings
{
    public required string SubjectLine { get; init; }
    public string? PreviewText { get; init; }

    /// <summary>Seen by nobody but the account itself.</summary>
    public required string Title { get; init; }

    public string? FromName { get; init; }
    public string? ReplyTo { get; init; }
}

internal sealed record CampaignTracking(bool? Opens, bool? HtmlClicks);

internal sealed record CampaignContent
{
    public string? Html { get; init; }
    public TemplateContent? Template { get; init; }
}

internal sealed record TemplateContent(long Id, IReadOnlyDictionary<string, string> Sections);

internal sealed record ScheduleTime([property: JsonPropertyName("schedule_time")] string At);

internal sealed record TestMail(IReadOnlyList<string> TestEmails, string SendType);

/// <summary>What results keeps of a campaign.</summary>
internal sealed record Campaign(string? Id, string? Status, string? LongArchiveUrl, string? ArchiveUrl);

/// <summary>What results keeps of a call whose answer has nothing to keep.</summary>
internal sealed record CampaignCall(string CampaignId);

internal sealed record CampaignPage(IReadOnlyList<ListedCampaign>? Campaigns);

internal sealed record ListedCampaign(string Id, string? Status, string? LongArchiveUrl, string? ArchiveUrl, ListedSettings? Settings);

internal sealed record ListedSettings(string? Title);

internal sealed record Checklist(bool IsReady, IReadOnlyList<ChecklistItem>? Items);

internal sealed record ChecklistItem(string? Type, string? Heading, string? Details);

internal sealed record AudiencePage(IReadOnlyList<Audience>? Lists, int TotalItems);

internal sealed record Audience(string Id, string? Name, AudienceDefaults? CampaignDefaults);

internal sealed record AudienceDefaults(string? FromName, string? FromEmail);

internal sealed record SegmentPage(IReadOnlyList<Segment>? Segments, int TotalItems);

internal sealed record Segment(long Id, string? Name);

internal sealed record CampaignReport(
    long? EmailsSent, ReportedOpens? Opens, ReportedClicks? Clicks, ReportedBounces? Bounces, long? Unsubscribed, long? AbuseReports, ReportedForwards? Forwards);

internal sealed record ReportedOpens(long? OpensTotal, long? UniqueOpens);

internal sealed record ReportedClicks(long? ClicksTotal, long? UniqueClicks, long? UniqueSubscriberClicks);

internal sealed record ReportedBounces(long? HardBounces, long? SoftBounces, long? SyntaxErrors);

internal sealed record ReportedForwards(long? ForwardsCount);

internal sealed record LoginMetadata(string? Dc);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewCampaign))]
[JsonSerializable(typeof(CampaignContent))]
[JsonSerializable(typeof(ScheduleTime))]
[JsonSerializable(typeof(TestMail))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(CampaignPage))]
[JsonSerializable(typeof(Checklist))]
[JsonSerializable(typeof(AudiencePage))]
[JsonSerializable(typeof(SegmentPage))]
[JsonSerializable(typeof(CampaignReport))]
[JsonSerializable(typeof(LoginMetadata))]
internal sealed partial class MailchimpJson : JsonSerializerContext;
