using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>A bot that was invited to one server and may write into one channel of it, and into the threads it starts there.</summary>
internal sealed record Bot(string Kind, string Id, string Token, string Name, string ChannelId, string GuildId)
{
    public const string Created = "discord_bot_created";

    public MessageSender In(string channel) => new($"{Id}-{channel}", Id, Name, channel, GuildId, IsWebhook: false);

    public bool IsNamed(string account) => account == Name || account == Id || account.StartsWith(Id + "-", StringComparison.Ordinal);

    public bool IsOpenedBy(string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));
}

/// <param name="Id">That of the message it was started from.</param>
internal sealed record BotThread(string Kind, string Id, string Name, string ParentId, string OwnerId, string GuildId, int AutoArchiveMinutes, DateTimeOffset At)
{
    public const string Started = "discord_thread_started";

    [JsonIgnore]
    public string Archive => At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}

internal sealed record ThreadRequest(string? Name, int? AutoArchiveDuration);

internal sealed class DiscordBots : IRemembered
{
    private static readonly Bot Preset = new(
        Bot.Created, "1000000000000000004", "sandbox-discord-bot.token.0123456789-0123456789", "sandbox-discord-bot", "1000000000000000005", DiscordWebhooks.GuildId);

    private readonly ConcurrentDictionary<string, Bot> bots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BotThread> threads = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;
    private readonly Snowflakes ids;

    public DiscordBots(SandboxFiles files, Snowflakes ids)
    {
        this.files = files;
        this.ids = ids;
        bots[Preset.Id] = Preset;
    }

    public Bot? Find(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B', 'o', 't', ' ', .. var token] ? bots.Values.FirstOrDefault(bot => bot.IsOpenedBy(token)) : null;

    public BotThread? FindThread(string id) => threads.GetValueOrDefault(id);

    public Bot Create(string name)
    {
        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        var token = $"{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(id))}.{Secret(4)}.{Secret(28)}";
        var bot = new Bot(Bot.Created, id, token, name, ids.Next().ToString(CultureInfo.InvariantCulture), DiscordWebhooks.GuildId);
        bots[bot.Id] = bot;
        files.Remember(bot, SandboxJson.Default.Bot);
        return bot;
    }

    public bool TryStart(BotThread thread)
    {
        if (!threads.TryAdd(thread.Id, thread))
        {
            return false;
        }

        files.Remember(thread, SandboxJson.Default.BotThread);
        return true;
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind == Bot.Created && line.Deserialize(SandboxJson.Default.Bot) is { } bot)
        {
            bots[bot.Id] = bot;
        }
        else if (kind == BotThread.Started && line.Deserialize(SandboxJson.Default.BotThread) is { } thread)
        {
            threads[thread.Id] = thread;
        }
    }

    private static string Secret(int bytes) => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(bytes));
}
