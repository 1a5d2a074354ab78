using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>What a webhook and a bot take alike, and what only one of them takes.</summary>
internal sealed record DiscordMessage
{
    public required string Content { get; init; }
    public string? Username { get; init; }
    public string? AvatarUrl { get; init; }
    public bool? Tts { get; init; }
    public int? Flags { get; init; }
    public JsonElement? Embeds { get; init; }
    public required AllowedMentions AllowedMentions { get; init; }
    public IReadOnlyList<MessageAttachment>? Attachments { get; init; }

    /// <summary>Of a webhook in a forum: the post that it opens.</summary>
    public string? ThreadName { get; init; }

    /// <summary>Of a bot: by it Discord answers a repeated message with the one it has, for some minutes.</summary>
    public string? Nonce { get; init; }

    public bool? EnforceNonce { get; init; }
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

/// <param name="AutoArchiveDuration">In minutes.</param>
internal sealed record StartThread(string Name, int? AutoArchiveDuration);

/// <param name="Nonce">A number or a text; Discord does not say whether it is told later.</param>
internal sealed record ListedMessage(string Id, int Type, string? Content, string ChannelId, DiscordUser? Author, string? WebhookId, JsonElement? Nonce);

/// <param name="Reactions">One for each emoji; left out where there are none.</param>
internal sealed record MeasuredMessage(string Id, Reaction[]? Reactions);

internal sealed record Reaction(long? Count);

internal sealed record DiscordUser(string Id, string? Username, string? Avatar);

internal sealed record DiscordChannel(string Id, int Type, string? Name, string? GuildId);

internal sealed record WebhookInfo(string Id, string? Name, string? Avatar, string? ChannelId, string? GuildId);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DiscordMessage))]
[JsonSerializable(typeof(StartThread))]
[JsonSerializable(typeof(ListedMessage[]))]
[JsonSerializable(typeof(MeasuredMessage))]
[JsonSerializable(typeof(DiscordUser))]
[JsonSerializable(typeof(DiscordChannel))]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(WebhookInfo))]
internal sealed partial class DiscordJson : JsonSerializerContext;
