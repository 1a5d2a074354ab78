using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Instagram;

internal sealed class InstagramPlatform(
    OAuthGrants grants, ConsentPage consent, InstagramPeople people, InstagramContainers containers, InstagramMedia media, MetaComments comments)
    : IPlatform
{
    public const string Name = "instagram";

    private const string Graph = $"/{Name}/{{version}}";
    private const string Authorize = $"/{Name}/authorize-host/oauth/authorize";
    private const string PublishSuffix = "/media_publish";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Authorize, (RequestDelegate)consent.ShowAsync);
        routes.MapPost(Authorize, (RequestDelegate)consent.DecideAsync);
        routes.MapPost($"/{Name}/login-host/oauth/access_token", (RequestDelegate)people.IssueAsync);
        routes.MapGet($"/{Name}/access_token", (RequestDelegate)(context => people.TradeAsync(context, "ig_exchange_token")));
        routes.MapGet($"/{Name}/refresh_access_token", (RequestDelegate)(context => people.TradeAsync(context, "ig_refresh_token")));
        routes.MapGet($"{Graph}/me", (RequestDelegate)people.MeAsync);
        routes.MapPost($"{Graph}/{{id}}/media", (RequestDelegate)containers.CreateAsync);
        routes.MapPost($"{Graph}/{{id}}{PublishSuffix}", (RequestDelegate)media.PublishAsync);
        routes.MapGet($"{Graph}/{{id}}/media", (RequestDelegate)(context => media.ListAsync(context, stories: false)));
        routes.MapGet($"{Graph}/{{id}}/stories", (RequestDelegate)(context => media.ListAsync(context, stories: true)));
        routes.MapGet($"{Graph}/{{id}}/content_publishing_limit", (RequestDelegate)media.LimitAsync);
        routes.MapPost($"{Graph}/{{id}}/comments", (RequestDelegate)comments.CreateAsync);
        routes.MapGet($"{Graph}/{{id}}/comments", (RequestDelegate)comments.ListAsync);
        routes.MapGet($"{Graph}/{{id}}/insights", (RequestDelegate)media.InsightsAsync);
        routes.MapGet($"{Graph}/{{id}}", (RequestDelegate)ShowAsync);
        routes.MapPresetTokens(Name, grants, InstagramPeople.Scopes);
    }

    public bool IsCreate(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value!.EndsWith(PublishSuffix, StringComparison.Ordinal);

    public bool IsFrom(HttpRequest request, string account) =>
        grants.Find(request) is { } token && (token.Account == account || InstagramPeople.IdOf(token.Account) == account);

    public Task RefuseAsync(HttpContext context, int status) => MetaError.OfStatus(status).WriteAsync(context);

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        var minutes = (int)Math.Clamp(Math.Ceiling(retryAfter.Seconds / 60), 1, 1440);
        context.Response.Headers["X-Business-Use-Case-Usage"] =
            $$"""{"17841":[{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":{{minutes}}}]}""";
        return new MetaError(80002, "(#80002) There have been too many calls to this Instagram account.").WriteAsync(context);
    }

    private Task ShowAsync(HttpContext context)
    {
        var id = MetaRequest.IdOf(context);
        var token = grants.Find(context);
        var error = MetaRequest.FindMistake(context) ?? (token is null ? MetaError.Unauthorized : null);
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var user = InstagramPeople.IdOf(token!.Account);
        return containers.Find(id) is { } container && container.User == user ? containers.ShowAsync(context, container)
            : media.Find(id) is { } post && post.Account == user ? Answer.NodeAsync(context, StatusCodes.Status200OK, media.Show(post))
            : MetaError.NotVisible(id).WriteAsync(context);
    }
}

internal static class InstagramServices
{
    private const long Epoch = 0;
    private const int LongestComment = 2200;

    public static IServiceCollection AddInstagram(this IServiceCollection services) => services
        .AddKeyedSingleton(InstagramPlatform.Name, (provider, _) => new OAuthGrants(
            InstagramPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IRemembered>(Grants)
        .AddSingleton<IPlatform>(Create);

    private static InstagramPlatform Create(IServiceProvider services)
    {
        var grants = Grants(services);
        var ids = new Snowflakes(Epoch, services.GetRequiredService<TimeProvider>());
        var containers = ActivatorUtilities.CreateInstance<InstagramContainers>(services, grants, ids);
        return new InstagramPlatform(
            grants,
            new ConsentPage(InstagramPlatform.Name, grants, ',', InstagramPeople.Scopes),
            new InstagramPeople(grants),
            containers,
            ActivatorUtilities.CreateInstance<InstagramMedia>(services, grants, containers, ids),
            new MetaComments(
                InstagramPlatform.Name, "text", LongestComment, services.GetRequiredService<PostStore>(), grants, ids, services.GetRequiredService<TimeProvider>(),
                (context, token, user) => InstagramPeople.FindMistake(context, token, user, "instagram_business_manage_comments"),
                comment => ("username", comment.AccountName)));
    }

    private static OAuthGrants Grants(IServiceProvider services) => services.GetRequiredKeyedService<OAuthGrants>(InstagramPlatform.Name);
}
