using System.Text.Json;

namespace ContentMultiplier.Sandbox.Discord;

internal static class BotJson
{
    /// <summary>What the sandbox tells whoever made the bot.</summary>
    public static void Write(Utf8JsonWriter json, Bot bot)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, bot.Id);
        json.WriteString("name"u8, bot.Name);
        json.WriteString("token"u8, bot.Token);
        json.WriteString("channel_id"u8, bot.ChannelId);
        json.WriteString("guild_id"u8, bot.GuildId);
        json.WriteEndObject();
    }

    public static void WriteUser(Utf8JsonWriter json, Bot bot)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, bot.Id);
        json.WriteString("username"u8, bot.Name);
        json.WriteNull("avatar"u8);
        json.WriteString("discriminator"u8, "0000"u8);
        json.WriteNumber("public_flags"u8, 0);
        json.WriteNumber("flags"u8, 0);
        json.WriteBoolean("bot"u8, true);
        json.WriteNull("global_name"u8);
        json.WriteBoolean("mfa_enabled"u8, false);
        json.WriteString("locale"u8, "en-US"u8);
        json.WriteEndObject();
    }

    public static void WriteChannel(Utf8JsonWriter json, Bot bot)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, bot.ChannelId);
        json.WriteNumber("type"u8, 0);
        json.WriteNumber("flags"u8, 0);
        json.WriteString("guild_id"u8, bot.GuildId);
        json.WriteString("name"u8, "general"u8);
        json.WriteNumber("position"u8, 0);
        json.WriteEndObject();
    }

    public static void WriteThread(Utf8JsonWriter json, BotThread thread)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, thread.Id);
        json.WriteNumber("type"u8, 11);
        json.WriteNumber("flags"u8, 0);
        json.WriteString("guild_id"u8, thread.GuildId);
        json.WriteString("name"u8, thread.Name);
        json.WriteString("parent_id"u8, thread.ParentId);
        json.WriteString("owner_id"u8, thread.OwnerId);
        json.WriteStartObject("thread_metadata"u8);
        json.WriteBoolean("archived"u8, false);
        json.WriteString("archive_timestamp"u8, thread.Archive);
        json.WriteNumber("auto_archive_duration"u8, thread.AutoArchiveMinutes);
        json.WriteBoolean("locked"u8, false);
        json.WriteString("create_timestamp"u8, thread.Archive);
        json.WriteEndObject();
        json.WriteNumber("message_count"u8, 0);
        json.WriteNumber("member_count"u8, 1);
        json.WriteNumber("total_message_sent"u8, 0);
        json.WriteEndObject();
    }
}
