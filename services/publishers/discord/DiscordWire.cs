using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Discord;

internal sealed record WebhookMessage
{
    public required string Content { get; init; }
    public string? Username { get; init; }
    public string? AvatarUrl { get; init; }
    public bool? Tts { get; init; }
    public int? Flags { get; init; }
    public JsonElement? Embeds { get; init; }
    public required AllowedMentions AllowedMentions { get; init; }
    public IReadOnlyList<MessageAttachment>? Attachments { get; init; }
}

internal sealed record AllowedMentions
{
    public static readonly AllowedMentions None = new() { Parse = [] };

    public IReadOnlyList<string>? Parse { get; init; }
    public IReadOnlyList<string>? Roles { get; init; }
    public IReadOnlyList<string>? Users { get; init; }
}

/// <param name="Id">The number in <c>files[n]</c>.</param>
internal sealed record MessageAttachment(int Id, string? Description);

/// <summary>What results keeps of the message: all that its address is made of.</summary>
internal sealed record PostedMessage(string Id, string ChannelId);

internal sealed record WebhookInfo(string Id, string? Name, string? Avatar, string? ChannelId, string? GuildId);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookMessage))]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(WebhookInfo))]
internal sealed partial class DiscordJson : JsonSerializerContext;
