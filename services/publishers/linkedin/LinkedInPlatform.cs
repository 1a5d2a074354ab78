namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>Members and organizations on LinkedIn, by its versioned Posts API.</summary>
internal sealed class LinkedInPlatform : IPlatform
{
    private const string Slug = "linkedin";
    private const string Api = "https://api.linkedin.com";
    private const string Authorize = "https://www.linkedin.com";
    private const long LargestVideo = 500L * 1024 * 1024;

    /// <summary>A part of a video has four megabytes, a document up to a hundred.</summary>
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(5);

    private static readonly ContentTypeMedia VideoOrDocumentAlone = new() { Alone = ["video/*", "application/*"] };

    public PlatformDescriptor Describe(IConfiguration configuration)
    {
        var settings = LinkedInSettings.Read(configuration);
        var authorize = Address(configuration, "authorize", Authorize);
        return new()
        {
            Slug = Slug,
            DisplayName = "LinkedIn",
            Capabilities = new()
            {
                ContentTypes = ["post", "text"],
                Text = new() { Counting = TextCounting.Utf16, MaxLength = settings.TextLimit },
                Media = new()
                {
                    MaxItems = Attachments.MostImages,
                    MaxBytes = LargestVideo,
                    ContentTypes = Attachments.Types,
                    ByContentType = new Dictionary<string, ContentTypeMedia> { ["post"] = VideoOrDocumentAlone, ["text"] = VideoOrDocumentAlone },
                    Video = new() { MinSeconds = 3, MaxSeconds = 30 * 60 },
                },
                Credentials = new()
                {
                    Kind = CredentialKinds.OAuth2,
                    OAuth2 = new()
                    {
                        AuthorizeUrl = authorize + "/oauth/v2/authorization",
                        TokenUrl = authorize + "/oauth/v2/accessToken",
                        RevokeUrl = authorize + "/oauth/v2/revoke",
                        Scopes = settings.Scopes,
                        ClientAuthentication = "form",
                    },
                },
                OptionsSchema = LinkedInOptions.Schema,
                RateRules = [new("posts per member", 150, 86_400), new("calls per application", 100_000, 86_400)],
            },
        };
    }

    public void Configure(PublisherBuilder publisher)
    {
        publisher.Services.AddSingleton(LinkedInSettings.Read(publisher.Configuration));
        publisher.Services.AddSingleton<Attachments>();
        publisher
            .PublishWith<LinkedInPublisher>()
            .DiscoverAccountsWith<LinkedInAccounts>()
            .ReconcileWith<LinkedInReconciler>()
            .CollectMetricsWith<LinkedInMetrics>()
            .RemoveWith<LinkedInRemover>()
            .CallWith<LinkedInClient>("api", Api, LinkedInErrors.Refusal)
            .CallWith<LinkedInUploads>("api", Api, LinkedInErrors.Refusal, UploadLimit);
    }

    private static string Address(IConfiguration configuration, string name, string platform) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] ?? platform).TrimEnd('/');
}
