namespace ContentMultiplier.Publishers.Discord;

/// <summary>A channel's incoming webhook: whoever has its address may post there, and may read nothing.</summary>
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
            Media = new() { MaxItems = 10, MaxBytes = LargestFile },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(DiscordWebhook.Field, "Webhook URL", Secret: true, DiscordWebhook.Pattern,
                        "Channel settings, Integrations, Webhooks, Copy Webhook URL"),
                ],
            },
            OptionsSchema = DiscordOptions.Schema,
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<DiscordPublisher>()
        .DiscoverAccountsWith<DiscordAccounts>()
        .CallWith<DiscordClient>("api", "https://discord.com", DiscordErrors.Refusal);
}
