namespace ContentMultiplier.Publishers.Discord;

/// <summary>
/// Deletes and edits a message. The thread that a bot started from it stays: others may have written there by now.
/// </summary>
internal sealed class DiscordReviser(DiscordClient discord) : IRemover, IEditor
{
    public async Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        var message = MessageOf(context);
        if (DiscordBot.Find(context.Credential) is { } bot)
        {
            await RevisionContext.UnlessGoneAsync(() => discord.DeleteMessageAsync(bot, message.ChannelId ?? bot.ChannelId, message.Id, cancellationToken));
            return;
        }

        var webhook = DiscordWebhook.Of(context.Credential);
        if (!await RevisionContext.UnlessGoneAsync(() => discord.DeleteMessageAsync(webhook, DiscordUrls.ThreadOf(context.Credential, message.ChannelId), message.Id, cancellationToken)))
        {
            await RefuseUnlessItWouldSeeItAsync(webhook, context, cancellationToken);
        }
    }

    public Task EditAsync(RevisionContext context, string text, CancellationToken cancellationToken)
    {
        var message = MessageOf(context);

        // What is left out stays as it is: files, cards, whether previews of links are shown.
        var edited = new DiscordMessage { Content = text, AllowedMentions = AllowedMentions.None };
        return DiscordBot.Find(context.Credential) is { } bot
            ? discord.EditMessageAsync(bot, message.ChannelId ?? bot.ChannelId, message.Id, edited, cancellationToken)
            : discord.EditMessageAsync(DiscordWebhook.Of(context.Credential), DiscordUrls.ThreadOf(context.Credential, message.ChannelId), message.Id, edited, cancellationToken);
    }

    /// <summary>A webhook that is gone, or writes elsewhere by now, finds no message either; that says nothing about the message.</summary>
    private async Task RefuseUnlessItWouldSeeItAsync(DiscordWebhook webhook, RevisionContext context, CancellationToken cancellationToken)
    {
        var known = await discord.GetWebhookAsync(webhook, cancellationToken);
        if (context.Credential.Attributes.TryGetValue(DiscordAccounts.ChannelId, out var channel) && known.ChannelId != channel)
        {
            throw new PlatformRefusedException(FailureCategories.NotFound, "The webhook writes into another channel by now; the message may still stand in the old one.")
            {
                Action = "Delete the message at Discord.",
            };
        }
    }

    /// <summary>Of a message that a person found there, its address tells the channel.</summary>
    private static (string Id, string? ChannelId) MessageOf(RevisionContext context)
    {
        var posted = context.ValueOf<PostedMessage>(DiscordSteps.Message);
        var id = posted?.Id ?? context.ExternalId;
        return IsId(id)
            ? (id, posted?.ChannelId ?? DiscordUrls.ChannelOf(context.ExternalUrl))
            : throw new PlatformRefusedException(FailureCategories.NotFound, $"`{id}` is no id of a message.") { Action = "Look for the message at Discord." };
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 20 && id.All(char.IsAsciiDigit);
}
