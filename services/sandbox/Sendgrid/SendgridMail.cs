using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Sandbox.Sendgrid;

internal sealed record MailRequest
{
    public MailPersonalization?[]? Personalizations { get; init; }
    public MailAddress? From { get; init; }
    public MailAddress? ReplyTo { get; init; }
    public string? Subject { get; init; }
    public MailContent?[]? Content { get; init; }
    public MailAttachment?[]? Attachments { get; init; }
    public string? TemplateId { get; init; }
    public string?[]? Categories { get; init; }
    public long? SendAt { get; init; }
    public string? BatchId { get; init; }
    public MailGroup? Asm { get; init; }
    public MailSettings? MailSettings { get; init; }
    public JsonElement? TrackingSettings { get; init; }
    public JsonElement? CustomArgs { get; init; }
    public JsonElement? Headers { get; init; }
    public string? IpPoolName { get; init; }
    public MailAddress?[]? ReplyToList { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    public bool IsOnlyChecked => MailSettings?.SandboxMode?.Enable == true;
}

internal sealed record MailPersonalization
{
    public MailAddress?[]? To { get; init; }
    public MailAddress?[]? Cc { get; init; }
    public MailAddress?[]? Bcc { get; init; }
    public string? Subject { get; init; }
    public JsonElement? DynamicTemplateData { get; init; }
    public JsonElement? CustomArgs { get; init; }
    public long? SendAt { get; init; }

    public IEnumerable<MailAddress?> Everybody => [.. To ?? [], .. Cc ?? [], .. Bcc ?? []];
}

internal sealed record MailAddress(string? Email, string? Name);

internal sealed record MailContent(string? Type, string? Value);

internal sealed record MailAttachment(string? Content, string? Type, string? Filename, string? Disposition);

internal sealed record MailGroup(long? GroupId);

internal sealed record MailSettings(MailSwitch? SandboxMode);

internal sealed record MailSwitch(bool? Enable);

/// <summary>What the judge tells of one request beside its text.</summary>
internal sealed record MailDetail(
    string Subject, string From, string[] To, string[] Categories, string? TemplateId, long? SendAt, string? BatchId, string[] Files, JsonElement? CustomArgs);
