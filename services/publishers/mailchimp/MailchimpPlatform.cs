namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>What Mailchimp takes, as data, and which classes speak to it.</summary>
internal sealed class MailchimpPlatform : IPlatform
{
    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "mailchimp",
        DisplayName = "Mailchimp",
        Capabilities = new()
        {
            ContentTypes = ["post"],
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 500 },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields = [new("api_key", "API key", Secret: true, "^[A-Za-z0-9_-]{16,128}$", "Settings, API, New key")],
            },
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<MailchimpPublisher>()
        .DiscoverAccountsWith<MailchimpAccounts>()
        .CallWith<MailchimpClient>("api", "https://api.mailchimp.example");
}
