using System.Text.Json;

namespace ContentMultiplier.Sandbox.Discord;

internal sealed record MessageRequest(
    string? Content = null,
    string? Username = null,
    string? AvatarUrl = null,
    bool? Tts = null,
    Embed[]? Embeds = null,
    AllowedMentions? AllowedMentions = null,
    JsonElement? Components = null,
    AttachmentRequest[]? Attachments = null,
    int? Flags = null,
    string? ThreadName = null,
    JsonElement? Poll = null,
    JsonElement? Nonce = null,
    bool? EnforceNonce = null);

internal sealed record AllowedMentions(string[]? Parse, string[]? Users, string[]? Roles);

internal sealed record AttachmentRequest(JsonElement? Id, string? Filename, string? Description);

internal sealed record Embed(
    string? Title,
    string? Description,
    string? Url,
    string? Timestamp,
    int? Color,
    EmbedFooter? Footer,
    EmbedMedia? Image,
    EmbedMedia? Thumbnail,
    EmbedAuthor? Author,
    EmbedField[]? Fields)
{
    /// <summary>Readers ask for it; a webhook's embeds are always rich.</summary>
    public string Type => "rich";
}

internal sealed record EmbedFooter(string? Text, string? IconUrl);

internal sealed record EmbedMedia(string? Url);

internal sealed record EmbedAuthor(string? Name, string? Url, string? IconUrl);

internal sealed record EmbedField(string? Name, string? Value, bool Inline = false);

internal sealed record Attachment(string Id, string Filename, long Size, string? ContentType, string? Description);

/// <summary>What a message must give back beside its text.</summary>
internal sealed record MessageDetail(
    string? ThreadId,
    string? Username,
    bool Tts,
    int Flags,
    bool MentionsEveryone,
    Embed[] Embeds,
    JsonElement? Components,
    Attachment[] Attachments)
{
    public static readonly MessageDetail Plain = new(null, null, false, 0, false, [], null, []);
}
