using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

/// <summary>The Marketing API under <c>/mailchimp/3.0</c>, whatever the datacentre. A campaign is one post of the judge from when it is made.</summary>
internal sealed class MailchimpPlatform(
    MailchimpAudiences audiences, MailchimpCampaigns campaigns, MailchimpReports reports, OAuthGrants grants, ConsentPage consent) : IPlatform
{
    public const string Name = "mailchimp";

    /// <summary>Mailchimp limits connections, not requests.</summary>
    public static readonly RateLimit Usual = new(1000, 1);

    private const string Api = $"/{Name}/3.0/";
    private const string Consent = $"/{Name}/authorize-host/oauth2/authorize";
    private const string Login = $"/{Name}/login-host/oauth2";
    private const string OAuthScheme = "OAuth ";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map(Api + "{**route}", (RequestDelegate)ServeAsync);
        routes.MapGet(Consent, (RequestDelegate)consent.ShowAsync);
        routes.MapPost(Consent, (RequestDelegate)consent.DecideAsync);
        routes.MapPost(Login + "/token", (RequestDelegate)new CodeExchange(grants, GrantAsync).IssueAsync);
        routes.MapGet(Login + "/metadata", (RequestDelegate)TellDatacentreAsync);
        routes.MapPost("/_sandbox/mailchimp/audiences", (RequestDelegate)CreateAudienceAsync);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value == Api + "campaigns";

    public bool IsFrom(HttpRequest request, string account) => AudienceOf(request) is { } audience && (audience.Name == account || audience.Id == account);

    public string Describe(Post post)
    {
        var detail = CampaignDetail.Of(post);
        return $"{detail.Subject} ({detail.Status})\n{post.Text}";
    }

    public Task RefuseAsync(HttpContext context, int status) => MailchimpProblem.OfStatus(status).WriteAsync(context);

    /// <summary>Mailchimp has no header that tells when to come back.</summary>
    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter) => MailchimpProblem.TooMany.WriteAsync(context);

    private Task ServeAsync(HttpContext context)
    {
        if (AudienceOf(context.Request) is not { } audience)
        {
            return MailchimpProblem.Unauthorized.WriteAsync(context);
        }

        var route = context.Request.Path.Value![Api.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, route) switch
        {
            ("GET", ["ping"]) => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["health_status"] = "Everything's Chimpy!" }),
            ("GET", ["lists"]) => ListAudiencesAsync(context, audience),
            ("GET", ["lists", var id, "segments"]) when id == audience.Id => ListTagsAsync(context),
            ("POST", ["campaigns"]) => campaigns.CreateAsync(context, audience),
            ("GET", ["campaigns"]) => campaigns.ListAsync(context, audience),
            ("GET", ["reports", var id]) when campaigns.Find(audience, id) is { } post => reports.ShowAsync(context, post),
            (var method, ["campaigns", var id, .. var what]) when campaigns.Find(audience, id) is { } post => ServeAsync(context, post, method, what),
            _ => MailchimpProblem.NotFound.WriteAsync(context),
        };
    }

    private Task ServeAsync(HttpContext context, Post post, string method, string[] what) => (method, what) switch
    {
        ("GET", []) => campaigns.ShowAsync(context, post),
        ("PUT", ["content"]) => campaigns.SetContentAsync(context, post),
        ("GET", ["send-checklist"]) => campaigns.CheckAsync(context, post),
        ("POST", ["actions", var action]) => campaigns.ActAsync(context, post, action),
        _ => MailchimpProblem.NotFound.WriteAsync(context),
    };

    /// <summary>Opened by a key, or by a consent.</summary>
    private MailchimpAudience? AudienceOf(HttpRequest request) =>
        audiences.Find(request) ?? (grants.Find(request) is { } token ? audiences.Of(token.Account) : null);

    /// <summary>These tokens do not end, which Mailchimp says by a zero.</summary>
    private Task GrantAsync(HttpContext context, OAuthCode code) => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["access_token"] = grants.Issue(code.Account, code.ClientId, [], seconds: null).Value,
        ["expires_in"] = 0,
        ["scope"] = null,
    });

    private Task TellDatacentreAsync(HttpContext context) => grants.Find(context.Request, OAuthScheme) is null
        ? Answer.NodeAsync(context, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "invalid_token" })
        : Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["dc"] = "us1",
            ["login_url"] = "https://login.mailchimp.com",
            ["api_endpoint"] = "https://us1.api.mailchimp.com",
        });

    private static Task ListAudiencesAsync(HttpContext context, MailchimpAudience audience) => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["lists"] = new JsonArray(new JsonObject
        {
            ["id"] = audience.Id,
            ["name"] = audience.Name,
            ["campaign_defaults"] = new JsonObject { ["from_name"] = audience.Name, ["from_email"] = "news@example.com", ["subject"] = "", ["language"] = "en" },
        }),
        ["total_items"] = 1,
    });

    private static Task ListTagsAsync(HttpContext context) => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["segments"] = new JsonArray([.. MailchimpAudience.Tags.Select(tag => new JsonObject { ["id"] = tag.Key, ["name"] = tag.Value, ["type"] = "static" })]),
        ["total_items"] = MailchimpAudience.Tags.Count,
    });

    private async Task CreateAudienceAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.AudienceRequest) is not { } request)
        {
            return;
        }

        await (request.Name is { Length: > 0 and <= 80 } name && audiences.Create(name) is var audience
            ? Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject { ["id"] = audience.Id, ["name"] = audience.Name, ["api_key"] = audience.Key })
            : Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has between 1 and 80 characters."));
    }
}

internal static class MailchimpServices
{
    // The epoch of these numbers is nobody's but the sandbox's.
    private const long Epoch = 1_600_000_000_000;

    public static IServiceCollection AddMailchimp(this IServiceCollection services) => services
        .AddKeyedSingleton(MailchimpPlatform.Name, (provider, _) => new OAuthGrants(
            MailchimpPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IRemembered>(Grants)
        .AddSingleton<MailchimpAudiences>()
        .AddSingleton<IRemembered>(provider => provider.GetRequiredService<MailchimpAudiences>())
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<MailchimpCampaigns>(
            provider, new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>())))
        .AddSingleton<MailchimpReports>()
        .AddSingleton<IPlatform>(provider => ActivatorUtilities.CreateInstance<MailchimpPlatform>(
            provider, Grants(provider), new ConsentPage(MailchimpPlatform.Name, Grants(provider), ' ', [])));

    private static OAuthGrants Grants(IServiceProvider services) => services.GetRequiredKeyedService<OAuthGrants>(MailchimpPlatform.Name);
}
