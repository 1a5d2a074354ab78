namespace ContentMultiplier.Publishers.Discord;

/// <summary>A webhook opens exactly one account, its channel; a bot is connected for one channel at a time.</summary>
internal sealed class DiscordAccounts(DiscordClient discord) : IAccountDirectory
{
    /// <summary>The attribute that addresses of messages are made with; Discord's answer to a message has no guild.</summary>
    public const string GuildId = "guild_id";

    /// <summary>The attribute by which a bot's messages are told from those of others.</summary>
    public const string BotId = "bot_id";

    /// <summary>The attribute that says where a webhook writes: its own channel is no thread.</summary>
    public const string ChannelId = "channel_id";

    /// <summary>Categories, directories, forums and media channels: there are no messages in them, only channels or threads.</summary>
    private static readonly int[] WithoutMessages = [4, 14, 15, 16];

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        [await (DiscordBot.Find(credential) is { } bot ? FindAsync(bot, cancellationToken) : FindAsync(DiscordWebhook.Of(credential), cancellationToken))];

    private async Task<DiscoveredAccount> FindAsync(DiscordWebhook address, CancellationToken cancellationToken)
    {
        var webhook = await discord.GetWebhookAsync(address, cancellationToken);
        var attributes = new Dictionary<string, string>();
        if (webhook is { GuildId: { } guild, ChannelId: { } channel })
        {
            attributes[GuildId] = guild;
            attributes[ChannelId] = channel;
        }

        return new DiscoveredAccount(
            webhook.Id,
            webhook.Name ?? webhook.Id,
            attributes.Count == 0 ? null : DiscordUrls.Channel(attributes[GuildId], attributes[ChannelId]),
            DiscordUrls.Avatar(webhook.Id, webhook.Avatar),
            attributes);
    }

    private async Task<DiscoveredAccount> FindAsync(DiscordBot bot, CancellationToken cancellationToken)
    {
        var me = await discord.GetMeAsync(bot, cancellationToken);
        var channel = await discord.GetChannelAsync(bot, bot.ChannelId, cancellationToken);
        if (channel.GuildId is not { } guild || WithoutMessages.Contains(channel.Type))
        {
            throw new PlatformRefusedException(FailureCategories.InvalidContent, "The channel is none of a server that messages can be written into.")
            {
                Action = "Give the id of a text or announcement channel; forums take webhooks.",
            };
        }

        return new DiscoveredAccount(
            bot.AccountOf(me.Id),
            $"{me.Username} #{channel.Name ?? channel.Id}",
            DiscordUrls.Channel(guild, channel.Id),
            DiscordUrls.Avatar(me.Id, me.Avatar),
            new Dictionary<string, string> { [GuildId] = guild, [ChannelId] = channel.Id, [BotId] = me.Id });
    }
}
