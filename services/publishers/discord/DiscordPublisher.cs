using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>One message in one call, and one more for the thread that a bot starts from it.</summary>
internal sealed class DiscordPublisher(DiscordClient discord) : IPublisher
{
    private const int SuppressEmbeds = 1 << 2;
    private const int SuppressNotifications = 1 << 12;

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<DiscordOptions>();
        options.RefuseWhatDoesNotFit(isBot: DiscordBot.Find(context.Credential) is not null);
        var message = DiscordBot.Find(context.Credential) is { } bot
            ? await ByBotAsync(context, options, options.ThreadId ?? bot.ChannelId, cancellationToken)
            : await context.OnceAsync(
                DiscordSteps.Message, ct => ExecuteWebhookAsync(context, options, ct), cancellationToken, externalId: posted => posted.Id);

        return new PublishedPost(message.Id, DiscordUrls.Message(context.Credential, message));
    }

    private async Task<PostedMessage> ByBotAsync(
        PublishContext context, DiscordOptions options, string channel, CancellationToken cancellationToken)
    {
        var message = await context.OnceAsync(
            DiscordSteps.Message,
            ct => CreateMessageAsync(context, options, channel, ct),
            cancellationToken,
            DiscordSteps.Trace(channel, Fingerprint.Of(context.Texts[0])),
            posted => posted.Id);
        if (options.ThreadName is { } name)
        {
            await context.OnceAsync(
                DiscordSteps.Thread,
                ct => discord.StartThreadAsync(BotOf(context), message, new StartThread(name, options.AutoArchiveMinutes), ct),
                cancellationToken,
                externalId: thread => thread.Id);
        }

        return message;
    }

    private async Task<PostedMessage> ExecuteWebhookAsync(PublishContext context, DiscordOptions options, CancellationToken cancellationToken)
    {
        // Opened for each try: a stream can be sent once only.
        await using var files = await DiscordFiles.OpenAsync(context, cancellationToken);
        var message = Message(context, options) with
        {
            Username = options.Username,
            AvatarUrl = options.AvatarUrl,
            ThreadName = options.ThreadName,
        };
        return await discord.ExecuteWebhookAsync(DiscordWebhook.Of(context.Credential), options.ThreadId, message, files, cancellationToken);
    }

    private async Task<PostedMessage> CreateMessageAsync(
        PublishContext context, DiscordOptions options, string channel, CancellationToken cancellationToken)
    {
        await using var files = await DiscordFiles.OpenAsync(context, cancellationToken);
        var message = Message(context, options) with
        {
            Nonce = DiscordSteps.Nonce(context.PublicationId, DiscordSteps.Message),
            EnforceNonce = true,
        };
        return await discord.CreateMessageAsync(BotOf(context), channel, message, files, cancellationToken);
    }

    private static DiscordBot BotOf(PublishContext context) =>
        DiscordBot.Find(context.Credential) ?? throw new PlatformRefusedException(FailureCategories.Unauthorized, "The account has no bot any more.")
        {
            Action = "Connect the channel again.",
        };

    private static DiscordMessage Message(PublishContext context, DiscordOptions options) => new()
    {
        Content = context.Texts[0],
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

    /// <summary>From the address of a message; null where it is none.</summary>
    public static string? ChannelOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Segments is ["/", "channels/", _, var channel, _]
            && channel.TrimEnd('/') is var id && id.All(char.IsAsciiDigit)
                ? id
                : null;

    /// <summary>Null for the webhook's own channel, of which Discord takes no thread.</summary>
    public static string? ThreadOf(AccountCredential credential, string? channel) =>
        credential.Attributes.TryGetValue(DiscordAccounts.ChannelId, out var own) && channel != own ? channel : null;

    public static string? Avatar(string id, string? avatar) => avatar is null ? null : $"https://cdn.discordapp.com/avatars/{id}/{avatar}.png";
}
