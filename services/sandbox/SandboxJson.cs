using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Discord;
using ContentMultiplier.Sandbox.Facebook;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Instagram;
using ContentMultiplier.Sandbox.LinkedIn;
using ContentMultiplier.Sandbox.Mailchimp;
using ContentMultiplier.Sandbox.Medium;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;
using ContentMultiplier.Sandbox.Sendgrid;
using ContentMultiplier.Sandbox.Twitter;
using ContentMultiplier.Sandbox.Wordpress;

namespace ContentMultiplier.Sandbox;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PostLine))]
[JsonSerializable(typeof(PostChange))]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(FaultView))]
[JsonSerializable(typeof(FaultView[]))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(MetricsRequest))]
[JsonSerializable(typeof(TweetRequest))]
[JsonSerializable(typeof(TweetMedia))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(MetadataRequest))]
[JsonSerializable(typeof(GrantLine))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(Bot))]
[JsonSerializable(typeof(BotThread))]
[JsonSerializable(typeof(ThreadRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(OAuthToken))]
[JsonSerializable(typeof(PresetTokenRequest))]
[JsonSerializable(typeof(InitializeUploadBody))]
[JsonSerializable(typeof(FinalizeUploadBody))]
[JsonSerializable(typeof(LinkedInPostBody))]
[JsonSerializable(typeof(FacebookDetail))]
[JsonSerializable(typeof(LinkedInComment))]
[JsonSerializable(typeof(InstagramDetail))]
[JsonSerializable(typeof(AudienceRequest))]
[JsonSerializable(typeof(MailchimpAudience))]
[JsonSerializable(typeof(CampaignRequest))]
[JsonSerializable(typeof(ContentRequest))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(CampaignDetail))]
[JsonSerializable(typeof(StoryRequest))]
[JsonSerializable(typeof(WriterRequest))]
[JsonSerializable(typeof(MediumWriter))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(EventRequest))]
[JsonSerializable(typeof(CallbackRequest))]
[JsonSerializable(typeof(SendgridKey))]
[JsonSerializable(typeof(MailRequest))]
[JsonSerializable(typeof(MailDetail))]
[JsonSerializable(typeof(SiteRequest))]
[JsonSerializable(typeof(Site))]
[JsonSerializable(typeof(WordpressDetail))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SandboxJson : JsonSerializerContext;

internal static class FileJson
{
    /// <summary>For what is written to files: text as it is, so that people and grep can read it.</summary>
    public static SandboxJson Readable { get; } =
        new(new JsonSerializerOptions(SandboxJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
