using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>
/// Sites at an address of their own under <c>/wordpress/site-host</c>, by both forms of routes, and WordPress.com under <c>/wordpress</c>.
/// </summary>
internal sealed class WordpressPlatform(
    WordpressSites sites, WordpressPosts posts, WordpressLibrary library, OAuthGrants grants, ConsentPage consent) : IPlatform
{
    public const string Name = "wordpress";

    /// <summary>WordPress itself has none; a site's host may.</summary>
    public static readonly RateLimit Usual = new(1000, 1);

    /// <summary>Of both generations of applications.</summary>
    public static readonly string[] Scopes = ["posts", "media", "taxonomy", "sites", "global"];

    private static readonly string[] Generations = ["oauth2", "oauth2-1"];

    private const string Own = $"/{Name}/site-host";
    private const string Pretty = $"{Own}/wp-json";
    private const string Hosted = $"/{Name}/wp/v2/sites/";
    private const string Version = "wp/v2";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map(Own + "/{**route}", (RequestDelegate)OwnAsync);
        routes.Map(Hosted + "{site}/{**route}", (RequestDelegate)HostedAsync);
        routes.MapGet($"/{Name}/rest/v1.1/me/sites", (RequestDelegate)HostedSitesAsync);
        foreach (var generation in Generations)
        {
            var page = $"/{Name}/authorize-host/{generation}/authorize";
            routes.MapGet(page, (RequestDelegate)consent.ShowAsync);
            routes.MapPost(page, (RequestDelegate)consent.DecideAsync);
            routes.MapPost($"/{Name}/{generation}/token", (RequestDelegate)new CodeExchange(grants, GrantAsync).IssueAsync);
        }

        routes.MapPost("/_sandbox/wordpress/sites", (RequestDelegate)CreateSiteAsync);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && RouteOf(request) is ["posts" or "pages"];

    public bool IsFrom(HttpRequest request, string account) => (sites.FindHosted(request) ?? sites.FindOwn(request).Site).Name == account;

    public string Describe(Post post)
    {
        var detail = WordpressDetail.Of(post);
        return $"{detail.Title} ({detail.Status})\n{post.Text}";
    }

    public Task RefuseAsync(HttpContext context, int status) => WordpressError.OfStatus(status).WriteAsync(context);

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        retryAfter.Write(context.Response);
        return WordpressError.TooMany.WriteAsync(context);
    }

    private Task OwnAsync(HttpContext context)
    {
        var (site, isSignedIn) = sites.FindOwn(context.Request);
        return RouteOf(context.Request) is { } route
            ? ServeAsync(new WordpressCall(context, site, isSignedIn, route))
            : Answer.TextAsync(context, StatusCodes.Status404NotFound, "<!DOCTYPE html><title>Page not found</title>", "text/html");
    }

    private Task HostedAsync(HttpContext context) =>
        sites.FindHosted(context.Request) is not { } site
            ? new WordpressError(401, "invalid_token", "The OAuth2 token is invalid.").WriteAsync(context)
            : context.Request.RouteValues["site"]?.ToString() != site.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ? new WordpressError(403, "unauthorized", "User cannot access this private blog.").WriteAsync(context)
                : ServeAsync(new WordpressCall(context, site, IsSignedIn: true, RouteOf(context.Request)!));

    private Task ServeAsync(WordpressCall call) => (call.Request.Method, call.Route) switch
    {
        ("GET", []) => IndexAsync(call),
        ("GET", ["users", "me"]) => call.IsSignedIn ? UserAsync(call) : WordpressError.NotLoggedIn.WriteAsync(call.Context),
        ("GET", ["posts" or "pages"]) => posts.ListAsync(call, TypeOf(call)),
        ("POST", ["posts" or "pages"]) => posts.CreateAsync(call, TypeOf(call)),
        ("GET", ["posts" or "pages", var id]) => posts.ShowAsync(call, TypeOf(call), id),
        ("POST" or "PUT" or "PATCH", ["posts" or "pages", var id]) => posts.ChangeAsync(call, TypeOf(call), id),
        ("DELETE", ["posts" or "pages", var id]) => posts.DeleteAsync(call, TypeOf(call), id),
        ("GET", ["comments"]) => posts.CommentsAsync(call),
        ("GET", ["media"]) => library.ListFilesAsync(call),
        ("POST", ["media"]) => library.UploadAsync(call),
        ("GET", ["categories" or "tags"]) => library.ListTermsAsync(call, call.Route[0]),
        ("POST", ["categories" or "tags"]) => library.CreateTermAsync(call, call.Route[0]),
        _ => WordpressError.NoRoute.WriteAsync(call.Context),
    };

    private static string TypeOf(WordpressCall call) => call.Route[0] == "pages" ? "page" : "post";

    private static Task IndexAsync(WordpressCall call) => Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonObject
    {
        ["name"] = call.Site.Name,
        ["description"] = "A site of the sandbox",
        ["url"] = call.Site.Address,
        ["home"] = call.Site.Address,
        ["namespaces"] = new JsonArray(Version),
    });

    private static Task UserAsync(WordpressCall call) => Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonObject
    {
        ["id"] = call.Site.Id,
        ["name"] = call.Site.Username,
        ["username"] = call.Site.Username,
        ["roles"] = new JsonArray("editor"),
    });

    private Task HostedSitesAsync(HttpContext context) => sites.FindHosted(context.Request) is not { } site
        ? Answer.NodeAsync(context, StatusCodes.Status403Forbidden, new JsonObject { ["error"] = "invalid_token", ["message"] = "The OAuth2 token is invalid." })
        : Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["sites"] = new JsonArray(new JsonObject { ["ID"] = site.Id, ["name"] = site.Name, ["URL"] = site.Address }),
        });

    private Task GrantAsync(HttpContext context, OAuthCode code)
    {
        var site = sites.Of(code.Account);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = site.Token,
            ["token_type"] = "bearer",
            ["blog_id"] = site.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["blog_url"] = site.Address,
            ["scope"] = string.Join(' ', code.Scopes),
        });
    }

    private async Task CreateSiteAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.SiteRequest) is not { } request)
        {
            return;
        }

        if (request.Name is not { Length: > 0 and <= 60 } name || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has up to 60 letters, digits and hyphens.");
            return;
        }

        var site = sites.Create(name);
        await Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject
        {
            ["name"] = site.Name,
            ["site_url"] = site.Address,
            ["username"] = site.Username,
            ["application_password"] = site.Password,
            ["site_id"] = site.Id,
            ["token"] = site.Token,
        });
    }

    /// <returns>The segments behind <c>wp/v2</c>, none for the index; null where there is no API.</returns>
    private static string[]? RouteOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (path.StartsWith(Hosted, StringComparison.Ordinal))
        {
            return path[Hosted.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        }

        var route = path.StartsWith(Pretty, StringComparison.Ordinal)
            ? path[Pretty.Length..]
            : path.Length <= Own.Length + 1 && request.Query.TryGetValue("rest_route", out var parameter) ? parameter.ToString() : null;
        return route?.Trim('/') switch
        {
            null => null,
            "" => [],
            var known when known.StartsWith(Version + "/", StringComparison.Ordinal) => known[(Version.Length + 1)..].Split('/'),
            _ => ["unknown"],
        };
    }
}

internal static class WordpressServices
{
    public static IServiceCollection AddWordpress(this IServiceCollection services) => services
        .AddSingleton<WordpressSites>()
        .AddSingleton<IRemembered>(provider => provider.GetRequiredService<WordpressSites>())
        .AddSingleton<WordpressSlugs>()
        .AddSingleton<WordpressIds>()
        .AddSingleton<WordpressLibrary>()
        .AddSingleton<WordpressPosts>()
        .AddSingleton<IPlatform>(provider =>
        {
            // A consent opens the token that the site has anyway, so codes are all that is kept of it.
            var grants = new OAuthGrants(
                WordpressPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>());
            return ActivatorUtilities.CreateInstance<WordpressPlatform>(
                provider, grants, new ConsentPage(WordpressPlatform.Name, grants, ' ', WordpressPlatform.Scopes));
        });
}
