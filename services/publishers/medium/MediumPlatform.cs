using System.Text.Json;

namespace ContentMultiplier.Publishers.Medium;

/// <summary>Medium by its API v1, which it has stopped supporting: tokens that exist still work.</summary>
internal sealed class MediumPlatform : IPlatform
{
    public const string TokenField = "integration_token";

    private const string Slug = "medium";
    private const string Api = "https://api.medium.com";

    private const int LargestFile = 25 * 1024 * 1024;

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = Slug,
        DisplayName = "Medium (legacy)",
        Capabilities = new()
        {
            ContentTypes = ["story"],
            Title = new() { MaxLength = 100 },
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 100_000 },
            Media = new() { MaxItems = 20, MaxBytes = LargestFile, ContentTypes = ["image/jpeg", "image/png", "image/gif", "image/tiff"] },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields =
                [
                    new(TokenField, "Integration token", Secret: true, "[A-Za-z0-9]{32,128}", "Made before 2025; Medium gives no new ones"),
                ],
                OAuth2 = new()
                {
                    AuthorizeUrl = $"{Address(configuration, "authorize", "https://medium.com")}/m/oauth/authorize",
                    TokenUrl = $"{Address(configuration, "api", Api)}/v1/tokens",
                    Scopes = ["basicProfile", "publishPost"],
                    OptionalScopes = [MediumAccounts.PublicationsScope],
                    ScopeSeparator = ",",
                    ClientAuthentication = "form",
                },
            },
            OptionsSchema = MediumOptions.Schema,
            Notice = "Legacy: Medium no longer supports its API, gives no new tokens and registers no new applications. Stories are drafts unless the options say otherwise, and a lost answer cannot be looked up.",
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<MediumPublisher>()
        .DiscoverAccountsWith<MediumAccounts>()
        .FormatWith<MediumFormatter>()
        .CallWith<MediumClient>("api", Api, MediumErrors.Refusal);

    private static string Address(IConfiguration configuration, string name, string usual) =>
        (configuration[$"Platforms:{Slug}:BaseUrls:{name}"] is { Length: > 0 } configured ? configured : usual).TrimEnd('/');
}

internal sealed record MediumOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "publish_status": {"title": "What becomes of it", "description": "A draft, unless given.", "enum": ["draft", "public", "unlisted"]},
            "canonical_url": {"title": "Where it stood first", "type": "string", "maxLength": 2048, "pattern": "^https?://"},
            "license": {
              "title": "License",
              "enum": ["all-rights-reserved", "cc-40-by", "cc-40-by-sa", "cc-40-by-nd", "cc-40-by-nc", "cc-40-by-nc-nd", "cc-40-by-nc-sa", "cc-40-zero", "public-domain"]
            },
            "notify_followers": {"title": "Tell the followers", "type": "boolean"}
          }
        }
        """);

    public string PublishStatus { get; init; } = "draft";

    public string? CanonicalUrl { get; init; }

    public string? License { get; init; }

    public bool? NotifyFollowers { get; init; }
}
