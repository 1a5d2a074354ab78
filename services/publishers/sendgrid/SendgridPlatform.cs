namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>Mail by SendGrid's v3 API: one mail to everybody named in the options.</summary>
internal sealed class SendgridPlatform : IPlatform
{
    public const string KeyField = "api_key";
    public const string FromField = "from_email";
    public const string NameField = "from_name";

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "sendgrid",
        DisplayName = "SendGrid",
        Capabilities = new()
        {
            ContentTypes = ["email"],
            Title = new() { MaxLength = 300 },
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 100_000 },
            Media = new() { MaxItems = 10, MaxBytes = SendgridFiles.Largest },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(KeyField, "API key", Secret: true, @"SG\.[A-Za-z0-9_-]{8,64}\.[A-Za-z0-9_-]{16,128}", "Settings, API Keys; it needs Mail Send"),
                    new(FromField, "Sender", Secret: false, SendgridOptions.Address, "A verified sender, or an address of an authenticated domain"),
                    new(NameField, "Sender's name", Secret: false, @"[^\r\n]{1,100}", "Shown instead of the address", Required: false),
                ],
            },
            OptionsSchema = SendgridOptions.Schema,
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<SendgridPublisher>()
        .DiscoverAccountsWith<SendgridAccounts>()
        .FormatWith<SendgridFormatter>()
        .CallWith<SendgridClient>("api", "https://api.sendgrid.com", SendgridErrors.Refusal);
}
