namespace ContentMultiplier.Publishers.Discord;

/// <summary>One message, in one call.</summary>
internal sealed class DiscordPublisher(DiscordClient discord) : IPublisher
{
    private const int SuppressEmbeds = 1 << 2;
    private const int SuppressNotifications = 1 << 12;

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<DiscordOptions>();
        var message = await context.OnceAsync(
            "message",
            ct => SendAsync(context, options, ct),
            cancellationToken,
            externalId: posted => posted.Id);

        return new PublishedPost(message.Id, DiscordUrls.Message(context.Credential, message));
    }

    private async Task<PostedMessage> SendAsync(PublishContext context, DiscordOptions options, CancellationToken cancellationToken)
    {
        // Opened for each try: a stream can be sent once only.
        await using var files = await DiscordFiles.OpenAsync(context, cancellationToken);
        return await discord.ExecuteWebhookAsync(
            DiscordWebhook.Of(context.Credential), options.ThreadId, Message(context, options), files, cancellationToken);
    }

    private static WebhookMessage Message(PublishContext context, DiscordOptions options) => new()
    {
        Content = context.Texts[0],
        Username = options.Username,
        AvatarUrl = options.AvatarUrl,
        Tts = options.Tts ? true : null,
        Flags = ((options.SuppressEmbeds ? SuppressEmbeds : 0) | (options.SuppressNotifications ? SuppressNotifications : 0)) is > 0 and var flags
            ? flags
            : null,
        Embeds = options.Embeds,

        // Text that was written for another place must not wake everybody up here.
        AllowedMentions = options.AllowedMentions ?? AllowedMentions.None,
        Attachments = context.Content.Media.Count == 0
            ? null
            : [.. context.Content.Media.Select((file, i) => new MessageAttachment(i, file.AltText))],
    };
}

internal static class DiscordUrls
{
    public static string? Message(AccountCredential credential, PostedMessage message) =>
        credential.Attributes.TryGetValue(DiscordAccounts.GuildId, out var guild) ? $"{Channel(guild, message.ChannelId)}/{message.Id}" : null;

    public static string Channel(string guild, string channel) => $"https://discord.com/channels/{guild}/{channel}";
}
