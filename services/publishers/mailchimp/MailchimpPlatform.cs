namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>Campaigns to the audiences of a Mailchimp account, by its Marketing API 3.0.</summary>
internal sealed class MailchimpPlatform : IPlatform
{
    private const string Slug = "mailchimp";
    private const string Login = "https://login.mailchimp.com";

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = Slug,
        DisplayName = "Mailchimp",
        Capabilities = new()
        {
            ContentTypes = ["campaign"],
            Title = new() { MaxLength = 150 },
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 100_000 },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(MailchimpServer.KeyField, "API key", Secret: true, MailchimpServer.KeyPattern, "Profile, Extras, API keys; it ends with -us21 or the like"),
                ],
                OAuth2 = new()
                {
                    AuthorizeUrl = $"{Address(configuration, "authorize")}/oauth2/authorize",
                    TokenUrl = $"{Address(configuration, "login")}/oauth2/token",
                    Scopes = [],
                    ClientAuthentication = "form",
                },
            },
            OptionsSchema = MailchimpOptions.Schema,
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<MailchimpPublisher>()
        .DiscoverAccountsWith<MailchimpAccounts>()
        .ReconcileWith<MailchimpReconciler>()
        .CollectMetricsWith<MailchimpMetrics>()
        .FormatWith<MailchimpFormatter>()
        .CallWith<MailchimpClient>("api", defaultUrl: null, MailchimpErrors.Refusal)
        .CallWith<MailchimpLogin>("login", Login, MailchimpErrors.Refusal);

    private static string Address(IConfiguration configuration, string name) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] is { Length: > 0 } configured ? configured : Login).TrimEnd('/');
}
