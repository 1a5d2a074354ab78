namespace ContentMultiplier.Publishers.Instagram;

/// <summary>Professional accounts on Instagram, by the API with Instagram Login: no Facebook page is needed.</summary>
internal sealed class InstagramPlatform : IPlatform
{
    public const int MostItems = 10;
    private const string Slug = "instagram";
    private const string Api = "https://graph.instagram.com";
    private const string Authorize = "https://www.instagram.com";
    private const string Login = "https://api.instagram.com";
    private const long LargestPicture = 8L * 1024 * 1024;
    private const int WidestPicture = 1440;
    private const long LargestVideo = 300L * 1024 * 1024;
    private const long LargestStory = 100L * 1024 * 1024;

    public PlatformDescriptor Describe(IConfiguration configuration)
    {
        var graph = Address(configuration, "api", Api);
        return new()
        {
            Slug = Slug,
            DisplayName = "Instagram",
            Capabilities = new()
            {
                ContentTypes = ["post", "reel", "story"],
                Text = new() { Counting = TextCounting.Utf16, MaxLength = 2200 },
                Media = new()
                {
                    MaxItems = MostItems,
                    MaxBytes = LargestVideo,
                    MaxAltText = 1000,
                    FetchedByUrl = true,
                    ContentTypes = ["image/jpeg", "video/mp4", "video/quicktime"],
                    ByContentType = new Dictionary<string, ContentTypeMedia>
                    {
                        // A story fills the screen, so the shapes of the feed are not for it. Pictures of a carousel are cut to the shape of the first,
                        // but Instagram's specification makes no exception for them: one of another shape is refused (36003).
                        ["post"] = new() { MinItems = 1, Image = new() { MinAspect = 0.8, MaxAspect = 1.91 } },
                        ["reel"] = new() { MinItems = 1, MaxItems = 1, ContentTypes = ["video/*"] },
                        ["story"] = new() { MinItems = 1, MaxItems = 1, Video = new() { MaxSeconds = 60, MaxBytes = LargestStory } },
                    },

                    // No least width: Instagram scales up what is narrower than 320 (IG User Media, image specifications).
                    Image = new() { ContentTypes = ["image/jpeg"], MaxBytes = LargestPicture, MaxWidth = WidestPicture },
                    Video = new()
                    {
                        MinSeconds = 3,
                        MaxSeconds = 15 * 60,
                        Codecs = ["h264", "hevc"],
                        AudioCodecs = ["aac"],
                        MaxAudioRate = 48_000,
                        MaxWidth = 1920,
                        MinFrameRate = 23,
                        MaxFrameRate = 60,
                    },
                },
                Credentials = new()
                {
                    Kind = CredentialKinds.OAuth2,
                    OAuth2 = new()
                    {
                        AuthorizeUrl = Address(configuration, "authorize", Authorize) + "/oauth/authorize",
                        TokenUrl = Address(configuration, "login", Login) + "/oauth/access_token",
                        Scopes = ["instagram_business_basic", "instagram_business_content_publish"],
                        OptionalScopes = InstagramSettings.Read(configuration).OptionalScopes,
                        ScopeSeparator = ",",
                        ClientAuthentication = "form",
                        Exchange = new()
                        {
                            Url = graph + "/access_token",
                            GrantType = "ig_exchange_token",
                            TokenParameter = "access_token",
                            ClientParameters = ["client_secret"],
                        },
                        Renewal = new()
                        {
                            Url = graph + "/refresh_access_token",
                            GrantType = "ig_refresh_token",
                            TokenParameter = "access_token",
                        },
                    },
                },
                OptionsSchema = InstagramOptions.Schema,
                OptionConflicts = InstagramOptions.Conflicts,
                RateRules = [new("containers per account", 400, 86_400), new("posts per account (50 for some)", 100, 86_400)],
            },
        };
    }

    public void Configure(PublisherBuilder publisher)
    {
        publisher.Services.AddSingleton(InstagramSettings.Read(publisher.Configuration));
        publisher.Services.AddSingleton<Containers>();
        publisher
            .PublishWith<InstagramPublisher>()
            .DiscoverAccountsWith<InstagramAccounts>()
            .ReconcileWith<InstagramReconciler>()
            .CollectMetricsWith<InstagramMetrics>()
            .CallWith<InstagramClient>("api", Api, InstagramErrors.Refusal);
    }

    private static string Address(IConfiguration configuration, string name, string platform) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] ?? platform).TrimEnd('/');
}

/// <summary>Section <c>Platforms:instagram</c>.</summary>
/// <param name="Version">Of the Graph API.</param>
/// <param name="OptionalScopes">What the application was granted beyond the least, such as <c>instagram_business_manage_insights</c>.</param>
internal sealed record InstagramSettings(string Version, IReadOnlyList<string> OptionalScopes)
{
    public static InstagramSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Platforms:instagram");
        return new(
            section["GraphVersion"] ?? "v26.0",
            (section["OptionalScopes"] ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
    }
}
