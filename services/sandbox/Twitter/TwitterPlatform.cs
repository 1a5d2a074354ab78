using System.Globalization;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed class TwitterPlatform(
    TwitterGrants grants, AuthorizePage authorize, TokenEndpoints tokens, TweetUploads uploads, TweetCreation creation, TweetReading reading, TimeProvider time)
    : IPlatform
{
    public const string Name = "twitter";

    /// <summary>Put before the paths of the API: BaseUrls:api is the sandbox's address with it.</summary>
    private const string Api = $"/{Name}/2";

    private const string Tweets = $"{Api}/tweets";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AuthorizePage.Path, (RequestDelegate)authorize.ShowAsync);
        routes.MapPost(AuthorizePage.Path, (RequestDelegate)authorize.DecideAsync);
        routes.MapPost($"{Api}/oauth2/token", (RequestDelegate)tokens.IssueAsync);
        routes.MapPost($"{Api}/oauth2/revoke", (RequestDelegate)tokens.RevokeAsync);
        routes.MapPost(Tweets, (RequestDelegate)creation.CreateAsync);
        routes.MapGet(Tweets, (RequestDelegate)reading.ManyAsync);
        routes.MapGet($"{Tweets}/{{id}}", (RequestDelegate)reading.OneAsync);
        routes.MapDelete($"{Tweets}/{{id}}", (RequestDelegate)creation.DeleteAsync);
        routes.MapPost($"{Api}/media/upload/initialize", (RequestDelegate)uploads.InitializeAsync);
        routes.MapPost($"{Api}/media/upload/{{id}}/append", (RequestDelegate)uploads.AppendAsync);
        routes.MapPost($"{Api}/media/upload/{{id}}/finalize", (RequestDelegate)uploads.FinalizeAsync);
        routes.MapGet($"{Api}/media/upload", (RequestDelegate)uploads.LookAsync);
        routes.MapPost($"{Api}/media/metadata", (RequestDelegate)uploads.DescribeAsync);
        routes.MapGet($"{Api}/users/me", (RequestDelegate)reading.MeAsync);
        routes.MapGet($"{Api}/users/{{id}}/tweets", (RequestDelegate)reading.TimelineAsync);
        routes.MapPost("/_sandbox/twitter/tokens", (RequestDelegate)tokens.PresetAsync);
        routes.MapDelete("/_sandbox/twitter/tokens", (RequestDelegate)tokens.RevokeAllAsync);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Equals(Tweets, StringComparison.Ordinal);

    public bool IsFrom(HttpRequest request, string account) =>
        Bearer.Find(request, grants) is { } grant
        && (string.Equals(grant.Handle, account, StringComparison.OrdinalIgnoreCase) || grant.UserId == account);

    public Task RefuseAsync(HttpContext context, int status) => TwitterProblem.OfStatus(status).WriteAsync(context);

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        retryAfter.Write(context.Response);
        var seconds = Math.Clamp(retryAfter.Seconds, 0, TimeSpan.SecondsPerDay * 365);
        TwitterLimit.Write(context.Response, new RateState(false, TwitterLimit.Usual.Requests, 0, time.GetUtcNow().AddSeconds(seconds)));
        return TwitterProblem.TooManyRequests.WriteAsync(context);
    }
}

internal static class TwitterLimit
{
    /// <summary>Posts per quarter of an hour and user, as X documents.</summary>
    public static readonly RateLimit Usual = new(100, 900);

    public static void Write(HttpResponse response, RateState state)
    {
        response.Headers["x-rate-limit-limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-rate-limit-remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-rate-limit-reset"] =
            ((long)Math.Ceiling((state.ResetsAt - DateTimeOffset.UnixEpoch).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}

internal static class Bearer
{
    private const string Scheme = "Bearer ";

    public static Grant? Find(HttpRequest request, TwitterGrants grants) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? grants.FindByAccessToken(header[Scheme.Length..])
            : null;
}

internal static class TwitterServices
{
    // The epoch of X's ids: 2010-11-04T01:42:54.657Z.
    private const long Epoch = 1288834974657;

    public static IServiceCollection AddTwitter(this IServiceCollection services) => services
        .AddSingleton<TwitterUsers>()
        .AddSingleton<TwitterGrants>()
        .AddSingleton<IRemembered>(provider => provider.GetRequiredService<TwitterGrants>())
        .AddSingleton<AuthorizationCodes>()
        .AddSingleton<RecentTexts>()
        .AddSingleton<AuthorizePage>()
        .AddSingleton<TokenEndpoints>()
        .AddSingleton<TweetReading>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<TweetCreation>(
            provider, new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>())))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<TweetUploads>(
            provider, new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>())))
        .AddSingleton<IPlatform, TwitterPlatform>();
}
