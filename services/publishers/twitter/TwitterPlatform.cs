namespace ContentMultiplier.Publishers.Twitter;

/// <summary>X by its API v2, under the slug that it was known by for longer.</summary>
internal sealed class TwitterPlatform : IPlatform
{
    private const string Slug = "twitter";
    private const string Api = "https://api.x.com";
    private const string Authorize = "https://x.com";

    /// <summary>For a part of four megabytes on a slow line.</summary>
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(5);

    private static readonly ContentTypeMedia GifOrVideoAlone = new() { Alone = ["image/gif", "video/*"] };

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = Slug,
        DisplayName = "X",
        Capabilities = new()
        {
            Aliases = ["x"],
            ContentTypes = ["post", "thread"],
            Text = new() { Counting = TextCounting.Weighted, MaxLength = 280, MaxParts = 25 },
            Media = new()
            {
                MaxItems = TwitterMedia.MostPictures,
                MaxBytes = TwitterMedia.LargestVideo,
                MaxAltText = 1000,
                ContentTypes = TwitterMedia.Types,
                ByContentType = new Dictionary<string, ContentTypeMedia> { ["post"] = GifOrVideoAlone, ["thread"] = GifOrVideoAlone },
                Image = new() { MaxBytes = 5L * 1024 * 1024, MaxAnimatedBytes = 15L * 1024 * 1024 },
                Video = TwitterMedia.Videos,
            },
            Credentials = new()
            {
                Kind = CredentialKinds.OAuth2,
                OAuth2 = new()
                {
                    AuthorizeUrl = Address(configuration, "authorize", Authorize) + "/i/oauth2/authorize",
                    TokenUrl = Address(configuration, "api", Api) + "/2/oauth2/token",
                    RevokeUrl = Address(configuration, "api", Api) + "/2/oauth2/revoke",
                    Scopes = ["tweet.read", "tweet.write", "users.read", "offline.access"],
                    OptionalScopes = ["media.write"],
                },
            },
            OptionsSchema = TwitterOptions.Schema,
            LinkNotice = TwitterSettings.Read(configuration).LinkNotice,
            RateRules =
            [
                new("posts per account", 100, 900),
                new("posts per application", 10_000, 86_400),
                new("timeline reads per account", 900, 900),
                new("deletions per account", 50, 900),
            ],
        },
    };

    public void Configure(PublisherBuilder publisher)
    {
        publisher.Services.AddSingleton(TwitterSettings.Read(publisher.Configuration));
        publisher.Services.AddSingleton<TwitterMedia>();
        publisher
            .PublishWith<TwitterPublisher>()
            .DiscoverAccountsWith<TwitterAccounts>()
            .ReconcileWith<TwitterReconciler>()
            .CollectMetricsWith<TwitterMetrics>()
            .RemoveWith<TwitterRemover>()
            .CallWith<TwitterClient>("api", Api, TwitterErrors.Refusal)
            .CallWith<TwitterUploads>("api", Api, TwitterErrors.Refusal, UploadLimit);
    }

    private static string Address(IConfiguration configuration, string name, string platform) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] ?? platform).TrimEnd('/');
}
