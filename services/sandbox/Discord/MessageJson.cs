using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

internal static class MessageJson
{
    public static MessageDetail DetailOf(Post post) =>
        post.Detail?.Deserialize(SandboxJson.Default.MessageDetail) ?? MessageDetail.Plain;

    public static void Write(Utf8JsonWriter json, (Post Post, MessageSender Sender) message) => Write(json, message.Post, message.Sender);

    /// <param name="json">Where it goes.</param>
    /// <param name="message">With how often somebody reacted to it, by an emoji of two.</param>
    public static void Write(Utf8JsonWriter json, (Post Post, MessageSender Sender, long Reactions) message) =>
        Write(json, message.Post, message.Sender, reactions: message.Reactions);

    public static void Write(Utf8JsonWriter json, Post post, MessageSender sender, string? nonce = null, long reactions = 0)
    {
        var detail = DetailOf(post);
        var channel = detail.ThreadId ?? sender.ChannelId;
        json.WriteStartObject();
        json.WriteNumber("type"u8, 0);
        json.WriteString("content"u8, post.Text);
        WriteEmpty(json, "mentions"u8);
        WriteEmpty(json, "mention_roles"u8);
        WriteAttachments(json, detail, channel);
        json.WritePropertyName("embeds"u8);
        JsonSerializer.Serialize(json, detail.Embeds, SandboxJson.Default.EmbedArray);
        json.WriteString("timestamp"u8, Time(post.At));
        json.WriteString("edited_timestamp"u8, post.EditedAt is { } edited ? Time(edited) : null);
        json.WriteNumber("flags"u8, detail.Flags);
        json.WritePropertyName("components"u8);
        if (detail.Components is { ValueKind: JsonValueKind.Array } components)
        {
            components.WriteTo(json);
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }

        json.WriteString("id"u8, post.Id);
        json.WriteString("channel_id"u8, channel);
        WriteAuthor(json, sender, detail);
        json.WriteBoolean("pinned"u8, false);
        json.WriteBoolean("mention_everyone"u8, detail.MentionsEveryone);
        json.WriteBoolean("tts"u8, detail.Tts);
        if (sender.IsWebhook)
        {
            json.WriteString("webhook_id"u8, sender.AuthorId);
        }

        if (nonce is not null)
        {
            json.WriteString("nonce"u8, nonce);
        }

        if (reactions > 0)
        {
            json.WriteStartArray("reactions"u8);
            WriteReaction(json, "👍", reactions - (reactions / 2));
            WriteReaction(json, "🎉", reactions / 2);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Webhook webhook)
    {
        json.WriteStartObject();
        json.WriteNull("application_id"u8);
        json.WriteNull("avatar"u8);
        json.WriteString("channel_id"u8, webhook.ChannelId);
        json.WriteString("guild_id"u8, webhook.GuildId);
        json.WriteString("id"u8, webhook.Id);
        json.WriteString("name"u8, webhook.Name);
        json.WriteNumber("type"u8, 1);
        json.WriteString("token"u8, webhook.Token);
        json.WriteString("url"u8, webhook.Url);
        json.WriteEndObject();
    }

    private static void WriteReaction(Utf8JsonWriter json, string emoji, long count)
    {
        if (count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("emoji"u8);
        json.WriteNull("id"u8);
        json.WriteString("name"u8, emoji);
        json.WriteEndObject();
        json.WriteNumber("count"u8, count);
        json.WriteStartObject("count_details"u8);
        json.WriteNumber("burst"u8, 0);
        json.WriteNumber("normal"u8, count);
        json.WriteEndObject();
        WriteEmpty(json, "burst_colors"u8);
        json.WriteBoolean("me_burst"u8, false);
        json.WriteBoolean("me"u8, false);
        json.WriteEndObject();
    }

    private static void WriteAuthor(Utf8JsonWriter json, MessageSender sender, MessageDetail detail)
    {
        json.WriteStartObject("author"u8);
        json.WriteString("id"u8, sender.AuthorId);
        json.WriteString("username"u8, detail.Username ?? sender.Name);
        json.WriteNull("avatar"u8);
        json.WriteString("discriminator"u8, "0000"u8);
        json.WriteNumber("public_flags"u8, 0);
        json.WriteNumber("flags"u8, 0);
        json.WriteBoolean("bot"u8, true);
        json.WriteNull("global_name"u8);
        json.WriteNull("primary_guild"u8);
        json.WriteEndObject();
    }

    private static void WriteAttachments(Utf8JsonWriter json, MessageDetail detail, string channel)
    {
        json.WriteStartArray("attachments"u8);
        foreach (var attachment in detail.Attachments)
        {
            var path = $"/attachments/{channel}/{attachment.Id}/{Uri.EscapeDataString(attachment.Filename)}";
            json.WriteStartObject();
            json.WriteString("id"u8, attachment.Id);
            json.WriteString("filename"u8, attachment.Filename);
            json.WriteNumber("size"u8, attachment.Size);
            json.WriteString("url"u8, "https://cdn.discordapp.com" + path);
            json.WriteString("proxy_url"u8, "https://media.discordapp.net" + path);
            if (attachment.ContentType is { } type)
            {
                json.WriteString("content_type"u8, type);
            }

            if (attachment.Description is { } description)
            {
                json.WriteString("description"u8, description);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEmpty(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
