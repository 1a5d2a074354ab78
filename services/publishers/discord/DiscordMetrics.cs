using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>The reactions to a message, which both ways to connect show, and which are all that Discord tells.</summary>
internal sealed class DiscordMetrics(DiscordClient discord) : IMetricsCollector
{
    public Task CollectAsync(MetricsContext context, CancellationToken cancellationToken) => context.EachAsync(
        async (publication, ct) =>
        {
            var channel = DiscordUrls.ChannelOf(publication.ExternalUrl);
            var message = DiscordBot.Find(context.Credential) is { } bot
                ? await discord.GetMessageAsync(bot, channel ?? bot.ChannelId, publication.ExternalId, ct)
                : await GetByWebhookAsync(publication.ExternalId, channel, context.Credential, ct);

            // Without any, Discord leaves the list out.
            return new MetricValues().Add("reactions", message.Reactions?.Sum(reaction => reaction.Count ?? 0), MetricNames.Likes);
        },
        cancellationToken);

    private async Task<MeasuredMessage> GetByWebhookAsync(string message, string? channel, AccountCredential credential, CancellationToken cancellationToken)
    {
        var webhook = DiscordWebhook.Of(credential);
        try
        {
            return await discord.GetMessageAsync(webhook, DiscordUrls.ThreadOf(credential, channel), message, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            await RequireAsync(webhook, credential, cancellationToken);
            throw;
        }
    }

    /// <summary>A webhook that is gone, or writes elsewhere by now, finds no message either; that says nothing about the message.</summary>
    private async Task RequireAsync(DiscordWebhook webhook, AccountCredential credential, CancellationToken cancellationToken)
    {
        WebhookInfo known;
        try
        {
            known = await discord.GetWebhookAsync(webhook, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            throw new PlatformRefusedException(FailureCategories.Forbidden, "The webhook is gone, and only it could look at the message.");
        }

        if (credential.Attributes.TryGetValue(DiscordAccounts.ChannelId, out var channel) && known.ChannelId != channel)
        {
            throw new PlatformRefusedException(FailureCategories.Forbidden, "The webhook writes into another channel by now, and cannot look at the message.");
        }
    }
}
