namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Any WordPress by its REST API, and the sites at WordPress.com, which speak the same behind OAuth.</summary>
internal sealed class WordpressPlatform : IPlatform
{
    private const string Slug = "wordpress";
    private const string Api = "https://public-api.wordpress.com";
    private const long LargestFile = 512L * 1024 * 1024;

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = Slug,
        DisplayName = "WordPress",
        Capabilities = new()
        {
            ContentTypes = [WordpressSteps.Post, WordpressSteps.Page],
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 100_000 },
            Media = new() { MaxItems = 30, MaxBytes = LargestFile },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(WordpressSite.AddressField, "Address of the site", Secret: false, Schemes(configuration) + @"[^\s/?#@]+(?:/[^\s?#]*)?",
                        "As in the browser, with https://"),
                    new(WordpressSite.UserField, "User name", Secret: false, @"\S(?:.{0,58}\S)?", "Who the posts are from"),
                    new(WordpressSite.PasswordField, "Application password", Secret: true, "[A-Za-z0-9](?: ?[A-Za-z0-9]){15,63}",
                        "Users, Profile, Application Passwords; not the password you sign in with"),
                ],
                OAuth2 = OAuth(configuration),
            },
            OptionsSchema = WordpressOptions.Schema,
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<WordpressPublisher>()
        .DiscoverAccountsWith<WordpressAccounts>()
        .ReconcileWith<WordpressReconciler>()
        .CollectMetricsWith<WordpressMetrics>()
        .RemoveWith<WordpressReviser>()
        .EditWith<WordpressReviser>()
        .FormatWith<WordpressFormatter>()
        .CallWith<OwnSites>("site", defaultUrl: null, WordpressErrors.Refusal)
        .CallWith<HostedSites>("api", Api, WordpressErrors.Refusal)
        .Services
        .AddSingleton<WordpressClient>()
        .AddSingleton<WordpressTerms>()
        .AddSingleton<WordpressFiles>();

    /// <summary>Without https passwords can be read on their way, so whoever runs the suite has to allow it.</summary>
    private static string Schemes(IConfiguration configuration) =>
        configuration.GetValue<bool>($"Platforms:{Slug}:PlainHttp") ? "https?://" : "https://";

    /// <summary>WordPress.com has two generations of applications; those of the older one know one scope for all.</summary>
    private static OAuth2Scheme OAuth(IConfiguration configuration)
    {
        var generation = configuration[$"Platforms:{Slug}:OAuth"] is { Length: > 0 } configured ? configured : "oauth2-1";
        return new()
        {
            AuthorizeUrl = $"{Address(configuration, "authorize")}/{generation}/authorize",
            TokenUrl = $"{Address(configuration, "api")}/{generation}/token",
            Scopes = generation == "oauth2" ? ["global"] : ["posts", "media", "taxonomy", "sites"],
            ClientAuthentication = "form",
        };
    }

    private static string Address(IConfiguration configuration, string name) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] is { Length: > 0 } configured ? configured : Api).TrimEnd('/');
}
