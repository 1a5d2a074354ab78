namespace ContentMultiplier.Publishers.Discord;

/// <summary>
/// A channel, by its incoming webhook or by a bot. Whoever has a webhook's address may post there, and may read nothing but its own messages; a bot is
/// invited to the server first, and can look what became of its messages.
/// </summary>
internal sealed class DiscordPlatform : IPlatform
{
    private const int LargestFile = 10 * 1024 * 1024;

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "discord",
        DisplayName = "Discord",
        Capabilities = new()
        {
            ContentTypes = ["message"],
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 2000 },
            Media = new() { MaxItems = 10, MaxBytes = LargestFile, MaxAltText = 1024 },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(DiscordWebhook.Field, "Webhook URL", Secret: true, DiscordWebhook.Pattern,
                        "Channel settings, Integrations, Webhooks, Copy Webhook URL", Way: "webhook"),
                    new(DiscordBot.TokenField, "Bot token", Secret: true, DiscordBot.TokenPattern,
                        "Developer portal, the application, Bot, Reset Token", Way: "bot"),
                    new(DiscordBot.ChannelField, "Channel id", Secret: false, "[0-9]{17,20}",
                        "Developer mode on, then Copy Channel ID in the channel's menu", Way: "bot"),
                ],
            },
            OptionsSchema = DiscordOptions.Schema,
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<DiscordPublisher>()
        .DiscoverAccountsWith<DiscordAccounts>()
        .ReconcileWith<DiscordReconciler>()
        .CollectMetricsWith<DiscordMetrics>()
        .RemoveWith<DiscordReviser>()
        .EditWith<DiscordReviser>()
        .CallWith<DiscordClient>("api", "https://discord.com", DiscordErrors.Refusal);
}
