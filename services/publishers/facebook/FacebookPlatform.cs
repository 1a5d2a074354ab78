namespace ContentMultiplier.Publishers.Facebook;

/// <summary>Pages on Facebook, by the Graph API.</summary>
internal sealed class FacebookPlatform : IPlatform
{
    private const string Slug = "facebook";
    private const string Api = "https://graph.facebook.com";
    private const string Authorize = "https://www.facebook.com";
    private const string Video = "https://graph-video.facebook.com";
    private const long LargestVideo = 1024L * 1024 * 1024;
    private const long LargestPhoto = 10L * 1024 * 1024;

    private static readonly VideoRules Reel = new()
    {
        MinSeconds = 3,
        MaxSeconds = 90,
        MinAspect = 9.0 / 16,
        MaxAspect = 9.0 / 16,
        MinWidth = 960,
        MinHeight = 540,
        MinFrameRate = 24,
        MaxFrameRate = 60,
    };

    private static readonly VideoRules Story = Reel with { MaxSeconds = 60 };

    /// <summary>A reel goes up in one request.</summary>
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);

    public PlatformDescriptor Describe(IConfiguration configuration)
    {
        var settings = FacebookSettings.Read(configuration);
        var graph = $"{Address(configuration, "api", Api)}/{settings.Version}";
        return new()
        {
            Slug = Slug,
            DisplayName = "Facebook Pages",
            Capabilities = new()
            {
                ContentTypes = ["post", "reel", "story"],
                Text = new() { Counting = TextCounting.Utf16, MaxLength = settings.TextLimit },
                Media = new()
                {
                    MaxItems = settings.PhotoLimit,
                    MaxBytes = LargestVideo,
                    ContentTypes = ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "video/mp4", "video/quicktime"],
                    ByContentType = new Dictionary<string, ContentTypeMedia>
                    {
                        ["post"] = new() { Alone = ["video/*"] },
                        ["reel"] = new() { MinItems = 1, MaxItems = 1, ContentTypes = ["video/*"], Video = Reel },
                        ["story"] = new() { MinItems = 1, MaxItems = 1, Video = Story },
                    },
                    Image = new() { MaxBytes = LargestPhoto },
                },
                Credentials = new()
                {
                    Kind = CredentialKinds.OAuth2,
                    OAuth2 = new()
                    {
                        AuthorizeUrl = $"{Address(configuration, "authorize", Authorize)}/{settings.Version}/dialog/oauth",
                        TokenUrl = graph + "/oauth/access_token",
                        RevokeUrl = graph + "/me/permissions",
                        RevokeMethod = "DELETE",
                        Scopes = ["pages_show_list", "pages_manage_posts", "pages_read_engagement"],
                        OptionalScopes = settings.OptionalScopes,
                        ScopeSeparator = ",",
                        ClientAuthentication = "form",
                        Exchange = new()
                        {
                            Url = graph + "/oauth/access_token",
                            GrantType = "fb_exchange_token",
                            TokenParameter = "fb_exchange_token",
                            ClientParameters = ["client_id", "client_secret"],
                        },
                    },
                },
                OptionsSchema = FacebookOptions.Schema,
                OptionConflicts = FacebookOptions.Conflicts,
                RateRules = [new("reels per page", 30, 86_400)],
            },
        };
    }

    public void Configure(PublisherBuilder publisher)
    {
        publisher.Services.AddSingleton(FacebookSettings.Read(publisher.Configuration));
        publisher
            .PublishWith<FacebookPublisher>()
            .DiscoverAccountsWith<FacebookAccounts>()
            .ReconcileWith<FacebookReconciler>()
            .CollectMetricsWith<FacebookMetrics>()
            .RemoveWith<FacebookReviser>()
            .EditWith<FacebookReviser>()
            .CallWith<FacebookClient>("api", Api, FacebookErrors.Refusal)
            .CallWith<FacebookVideos>("video", Video, FacebookErrors.Refusal, UploadLimit);
    }

    private static string Address(IConfiguration configuration, string name, string platform) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] ?? platform).TrimEnd('/');
}

/// <summary>What Meta changes over time or does not state. Section <c>Platforms:facebook</c>.</summary>
/// <param name="Version">Of the Graph API.</param>
/// <param name="TextLimit">A figure of the product, not of the API.</param>
/// <param name="PhotoLimit">The most photos that one post has been seen to take.</param>
/// <param name="OptionalScopes">What the application was granted beyond the least, such as <c>read_insights</c>.</param>
internal sealed record FacebookSettings(string Version, int TextLimit, int PhotoLimit, IReadOnlyList<string> OptionalScopes)
{
    public static FacebookSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Platforms:facebook");
        return new(
            section["GraphVersion"] ?? "v26.0",
            section.GetValue("TextLimit", 63_206),
            section.GetValue("PhotoLimit", 10),
            (section["OptionalScopes"] ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
    }
}
