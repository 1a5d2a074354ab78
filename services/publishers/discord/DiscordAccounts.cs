namespace ContentMultiplier.Publishers.Discord;

/// <summary>A webhook opens exactly one account: its channel.</summary>
internal sealed class DiscordAccounts(DiscordClient discord) : IAccountDirectory
{
    /// <summary>The attribute that addresses of messages are made with; Discord's answer to a message has no guild.</summary>
    public const string GuildId = "guild_id";

    private const string ChannelId = "channel_id";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var webhook = await discord.GetWebhookAsync(DiscordWebhook.Of(credential), cancellationToken);
        var attributes = new Dictionary<string, string>();
        if (webhook is { GuildId: { } guild, ChannelId: { } channel })
        {
            attributes[GuildId] = guild;
            attributes[ChannelId] = channel;
        }

        return
        [
            new DiscoveredAccount(
                webhook.Id,
                webhook.Name ?? webhook.Id,
                attributes.Count == 0 ? null : DiscordUrls.Channel(attributes[GuildId], attributes[ChannelId]),
                webhook.Avatar is null ? null : $"https://cdn.discordapp.com/avatars/{webhook.Id}/{webhook.Avatar}.png",
                attributes),
        ];
    }
}
