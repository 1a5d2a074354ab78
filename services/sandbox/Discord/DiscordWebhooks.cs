using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.Discord;

internal sealed record WebhookRequest(string? Name, bool Forum = false);

internal sealed record Webhook(string Kind, string Id, string Token, string Name, string ChannelId, string GuildId, bool IsForum = false)
{
    public const string Created = "discord_webhook_created";
    public const string Deleted = "discord_webhook_deleted";

    /// <summary>What a user copies from Discord's settings, whatever the host of the stand-in.</summary>
    public string Url => $"https://discord.com/api/webhooks/{Id}/{Token}";

    [JsonIgnore]
    public MessageSender Sender => new(Id, Id, Name, ChannelId, GuildId, IsWebhook: true);

    public bool IsOpenedBy(string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));
}

internal sealed class DiscordWebhooks : IRemembered
{
    public const string GuildId = "1000000000000000003";

    private static readonly Webhook Preset = new(
        Webhook.Created, "1000000000000000001", "sandbox-discord-token", "sandbox-discord", "1000000000000000002", GuildId);

    private readonly ConcurrentDictionary<string, Webhook> webhooks = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;
    private readonly Snowflakes ids;

    public DiscordWebhooks(SandboxFiles files, Snowflakes ids)
    {
        this.files = files;
        this.ids = ids;
        webhooks[Preset.Id] = Preset;
    }

    public Webhook? Find(string id) => webhooks.GetValueOrDefault(id);

    public Webhook Create(string name, bool isForum)
    {
        var webhook = new Webhook(
            Webhook.Created,
            ids.Next().ToString(CultureInfo.InvariantCulture),
            WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(51)),
            name,
            ids.Next().ToString(CultureInfo.InvariantCulture),
            GuildId,
            isForum);
        webhooks[webhook.Id] = webhook;
        files.Remember(webhook, SandboxJson.Default.Webhook);
        return webhook;
    }

    public void Delete(Webhook webhook)
    {
        if (webhooks.TryRemove(webhook.Id, out _))
        {
            files.Remember(webhook with { Kind = Webhook.Deleted }, SandboxJson.Default.Webhook);
        }
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind is not (Webhook.Created or Webhook.Deleted) || line.Deserialize(SandboxJson.Default.Webhook) is not { } webhook)
        {
            return;
        }

        if (kind == Webhook.Created)
        {
            webhooks[webhook.Id] = webhook;
        }
        else
        {
            webhooks.TryRemove(webhook.Id, out _);
        }
    }
}
