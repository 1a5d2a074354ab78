using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Sendgrid;

internal sealed record Mail
{
    public required IReadOnlyList<Personalization> Personalizations { get; init; }
    public required MailAddress From { get; init; }
    public MailAddress? ReplyTo { get; init; }

    /// <summary>A template has its own.</summary>
    public string? Subject { get; init; }

    public IReadOnlyList<MailContent>? Content { get; init; }
    public IReadOnlyList<MailAttachment>? Attachments { get; init; }
    public string? TemplateId { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public long? SendAt { get; init; }
    public string? BatchId { get; init; }
    public UnsubscribeGroup? Asm { get; init; }
    public MailSettings? MailSettings { get; init; }
    public TrackingSettings? TrackingSettings { get; init; }
}

/// <summary>One mail of the request: its recipient does not see the others.</summary>
internal sealed record Personalization
{
    public required IReadOnlyList<MailAddress> To { get; init; }
    public IReadOnlyDictionary<string, JsonElement>? DynamicTemplateData { get; init; }

    /// <summary>Comes back with every event of this mail.</summary>
    public required IReadOnlyDictionary<string, string> CustomArgs { get; init; }
}

internal sealed record MailAddress(string Email, string? Name = null);

internal sealed record MailContent(string Type, string Value);

/// <param name="Content">Travels as base64.</param>
internal sealed record MailAttachment(byte[] Content, string Type, string Filename, string Disposition = "attachment");

internal sealed record UnsubscribeGroup(int GroupId);

internal sealed record Switch(bool Enable);

internal sealed record MailSettings(Switch SandboxMode);

internal sealed record TrackingSettings(Switch? OpenTracking, Switch? ClickTracking);

/// <summary>What results keeps of a request.</summary>
/// <param name="BatchId">By it, what is not sent yet could be called back.</param>
internal sealed record SentMail(string MessageId, string? BatchId);

internal sealed record MailBatch(string? BatchId);

internal sealed record KeyScopes(IReadOnlyList<string>? Scopes);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Mail))]
[JsonSerializable(typeof(MailBatch))]
[JsonSerializable(typeof(KeyScopes))]
internal sealed partial class SendgridJson : JsonSerializerContext;
