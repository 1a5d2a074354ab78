using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.LinkedIn;

internal sealed class LinkedInPlatform(
    OAuthGrants grants, ConsentPage consent, LinkedInIdentity identity, LinkedInAssets assets, LinkedInPosts posts, LinkedInStatistics statistics,
    LinkedInComments comments)
    : IPlatform
{
    public const string Name = "linkedin";

    private const string OAuth = $"/{Name}/authorize-host/oauth/v2";
    private const string Rest = $"/{Name}/rest";
    private const string Posts = $"{Rest}/posts";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{OAuth}/authorization", (RequestDelegate)consent.ShowAsync);
        routes.MapPost($"{OAuth}/authorization", (RequestDelegate)consent.DecideAsync);
        routes.MapPost($"{OAuth}/accessToken", (RequestDelegate)identity.IssueAsync);
        routes.MapPost($"{OAuth}/revoke", (RequestDelegate)identity.RevokeAsync);
        routes.MapGet($"/{Name}/v2/userinfo", (RequestDelegate)identity.MeAsync);
        routes.MapGet($"{Rest}/organizationAcls", (RequestDelegate)identity.RolesAsync);
        routes.MapGet($"{Rest}/organizations/{{id}}", (RequestDelegate)identity.OrganizationAsync);
        foreach (var kind in (string[])["image", "video", "document"])
        {
            routes.MapPost($"{Rest}/{kind}s", (RequestDelegate)(context => assets.ActAsync(context, kind)));
            routes.MapGet($"{Rest}/{kind}s/{{urn}}", (RequestDelegate)(context => assets.LookAsync(context, kind)));
        }

        routes.MapPut(LinkedInAssets.UploadPath + "{urn}/{part:int}", (RequestDelegate)assets.PutAsync);
        routes.MapPost(Posts, (RequestDelegate)posts.CreateAsync);
        routes.MapGet(Posts, (RequestDelegate)posts.ListAsync);
        routes.MapGet($"{Rest}/organizationalEntityShareStatistics", (RequestDelegate)statistics.ListAsync);
        routes.MapDelete($"{Posts}/{{urn}}", (RequestDelegate)posts.DeleteAsync);
        routes.MapPost($"{Rest}/socialActions/{{urn}}/comments", (RequestDelegate)comments.CreateAsync);
        routes.MapGet($"{Rest}/socialActions/{{urn}}/comments", (RequestDelegate)comments.ListAsync);
        routes.MapPresetTokens(Name, grants, LinkedInPeople.Scopes);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Equals(Posts, StringComparison.Ordinal);

    public bool IsFrom(HttpRequest request, string account) => grants.Find(request)?.Account == account;

    public Task RefuseAsync(HttpContext context, int status) => LinkedInError.OfStatus(status).WriteAsync(context);

    /// <summary>LinkedIn has no header that tells when to come back.</summary>
    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter) => LinkedInError.TooManyRequests.WriteAsync(context);
}

internal static class LinkedInServices
{
    // Ids of posts are numbers that grow; LinkedIn does not say since when.
    private const long Epoch = 0;

    public static IServiceCollection AddLinkedIn(this IServiceCollection services) => services
        .AddKeyedSingleton(LinkedInPlatform.Name, (provider, _) => new OAuthGrants(
            LinkedInPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IRemembered>(Grants)
        .AddSingleton<IPlatform>(Create);

    private static LinkedInPlatform Create(IServiceProvider services)
    {
        var grants = Grants(services);
        var time = services.GetRequiredService<TimeProvider>();
        var ids = new Snowflakes(Epoch, time);
        var assets = new LinkedInAssets(grants, ids, time);
        return new LinkedInPlatform(
            grants,
            new ConsentPage(LinkedInPlatform.Name, grants, ' ', LinkedInPeople.Scopes),
            new LinkedInIdentity(grants, time),
            assets,
            ActivatorUtilities.CreateInstance<LinkedInPosts>(services, grants, assets, ids),
            ActivatorUtilities.CreateInstance<LinkedInStatistics>(services, grants),
            ActivatorUtilities.CreateInstance<LinkedInComments>(services, grants, ids));
    }

    private static OAuthGrants Grants(IServiceProvider services) => services.GetRequiredKeyedService<OAuthGrants>(LinkedInPlatform.Name);
}
