using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Facebook;

internal sealed class FacebookPlatform(
    OAuthGrants grants, ConsentPage consent, FacebookPeople people, FacebookPosts posts, FacebookVideos videos, FacebookNumbers numbers,
    FacebookChanges changes, FacebookStories stories, MetaComments comments)
    : IPlatform
{
    public const string Name = "facebook";

    private const string Graph = $"/{Name}/{{version}}";
    private const string Dialog = $"/{Name}/authorize-host/{{version}}/dialog/oauth";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Dialog, (RequestDelegate)consent.ShowAsync);
        routes.MapPost(Dialog, (RequestDelegate)consent.DecideAsync);
        routes.MapMethods($"{Graph}/oauth/access_token", ["GET", "POST"], (RequestDelegate)people.IssueAsync);
        routes.MapGet($"{Graph}/me/accounts", (RequestDelegate)people.PagesAsync);
        routes.MapGet($"{Graph}/me/permissions", (RequestDelegate)people.PermissionsAsync);
        routes.MapDelete($"{Graph}/me/permissions", (RequestDelegate)people.RevokeAsync);
        routes.MapPost($"{Graph}/{{id}}/feed", (RequestDelegate)posts.CreateAsync);
        routes.MapPost($"{Graph}/{{id}}/photos", (RequestDelegate)posts.UploadPhotoAsync);
        routes.MapPost($"{Graph}/{{id}}/photo_stories", (RequestDelegate)stories.CreateAsync);
        routes.MapGet($"{Graph}/{{id}}/stories", (RequestDelegate)stories.ListAsync);
        routes.MapPost($"{Graph}/{{id}}/comments", (RequestDelegate)comments.CreateAsync);
        routes.MapGet($"{Graph}/{{id}}/comments", (RequestDelegate)comments.ListAsync);
        routes.MapPost($"{Graph}/{{id}}/video_reels", (RequestDelegate)(context => videos.ActAsync(context, FacebookVideos.Reels)));
        routes.MapPost($"{Graph}/{{id}}/video_stories", (RequestDelegate)(context => videos.ActAsync(context, FacebookVideos.Stories)));
        routes.MapPost($"/{Name}/video-host/{{version}}/{{id}}/videos", (RequestDelegate)(context => videos.ActAsync(context, FacebookVideos.Ordinary)));
        routes.MapPost(FacebookVideos.UploadPath + "{version}/{id}", (RequestDelegate)videos.UploadWholeAsync);
        routes.MapGet($"{Graph}/{{id}}/published_posts", (RequestDelegate)(context => posts.ListAsync(context, "published")));
        routes.MapGet($"{Graph}/{{id}}/scheduled_posts", (RequestDelegate)(context => posts.ListAsync(context, "scheduled")));
        routes.MapGet($"{Graph}/{{id}}/insights", (RequestDelegate)numbers.InsightsAsync);
        routes.MapGet($"{Graph}/{{id}}", (RequestDelegate)ShowAsync);
        routes.MapPost($"{Graph}/{{id}}", (RequestDelegate)changes.EditAsync);
        routes.MapDelete($"{Graph}/{{id}}", (RequestDelegate)changes.DeleteAsync);
        routes.MapPresetTokens(Name, grants, FacebookPeople.Scopes);
    }

    public bool IsCreate(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && (request.Path.Value!.EndsWith("/feed", StringComparison.Ordinal) || request.Path.Value.EndsWith("/photo_stories", StringComparison.Ordinal));

    public bool IsFrom(HttpRequest request, string account) =>
        grants.Find(request) is { } token && (token.Account == account || FacebookPeople.PageIdOf(token.Account) == account);

    public Task RefuseAsync(HttpContext context, int status) => MetaError.OfStatus(status).WriteAsync(context);

    /// <summary>Meta has no Retry-After; it estimates minutes per business.</summary>
    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        var minutes = (int)Math.Clamp(Math.Ceiling(retryAfter.Seconds / 60), 1, 1440);
        context.Response.Headers["X-Business-Use-Case-Usage"] =
            $$"""{"104":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":{{minutes}}}]}""";
        return MetaError.Throttled.WriteAsync(context);
    }

    private Task ShowAsync(HttpContext context)
    {
        var id = MetaRequest.IdOf(context);
        var token = grants.Find(context);
        var error = MetaRequest.FindMistake(context) ?? (token is null ? MetaError.Unauthorized : null);
        JsonObject? shown = error is not null ? null
            : videos.Find(id) is { } video && video.Page == FacebookPeople.PageIdOf(token!.Account) ? FacebookVideos.Show(video)
            : numbers.Find(token!, id) is { } post ? numbers.Show(post, context.Request.Query["fields"].ToString())
            : id == FacebookPeople.PageIdOf(token!.Account) ? FacebookPeople.Show(token.Account)
            : null;
        return shown is null ? (error ?? MetaError.NotVisible(id)).WriteAsync(context) : Answer.NodeAsync(context, StatusCodes.Status200OK, shown);
    }
}

internal static class FacebookServices
{
    private const long Epoch = 0;
    private const int LongestComment = 8000;

    public static IServiceCollection AddFacebook(this IServiceCollection services) => services
        .AddKeyedSingleton(FacebookPlatform.Name, (provider, _) => new OAuthGrants(
            FacebookPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IRemembered>(Grants)
        .AddSingleton<IPlatform>(Create);

    private static FacebookPlatform Create(IServiceProvider services)
    {
        var grants = Grants(services);
        var time = services.GetRequiredService<TimeProvider>();
        var ids = new Snowflakes(Epoch, time);
        var posts = ActivatorUtilities.CreateInstance<FacebookPosts>(services, grants, ids);
        var videos = new FacebookVideos(posts, grants, time);
        return new FacebookPlatform(
            grants,
            new ConsentPage(FacebookPlatform.Name, grants, ',', FacebookPeople.Scopes),
            new FacebookPeople(grants),
            posts,
            videos,
            ActivatorUtilities.CreateInstance<FacebookNumbers>(services, grants),
            ActivatorUtilities.CreateInstance<FacebookChanges>(services, videos, grants),
            ActivatorUtilities.CreateInstance<FacebookStories>(services, posts, grants),
            new MetaComments(
                FacebookPlatform.Name, "message", LongestComment, services.GetRequiredService<PostStore>(), grants, ids, time,
                (context, token, page) => FacebookPeople.FindMistake(
                    token, page, HttpMethods.IsPost(context.Request.Method) ? "pages_manage_engagement" : "pages_read_engagement"),
                comment => ("from", new JsonObject { ["id"] = comment.Account, ["name"] = comment.AccountName })));
    }

    private static OAuthGrants Grants(IServiceProvider services) => services.GetRequiredKeyedService<OAuthGrants>(FacebookPlatform.Name);
}
