using System.Globalization;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

internal sealed class DiscordPlatform(
    WebhookEndpoints endpoints, BotEndpoints botEndpoints, DiscordWebhooks webhooks, DiscordBots bots, TimeProvider time) : IPlatform
{
    public const string Name = "discord";

    private const long UsualReactions = 3;

    private const string Api = $"/{Name}/api/v10/";
    private const string Channel = Api + "channels/{channel}";
    private const string Webhooks = Api + "webhooks/";
    private const string Webhook = Webhooks + "{webhook}/{token}";
    private const string Message = Webhook + "/messages/{message}";

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Webhook, (RequestDelegate)endpoints.ExecuteAsync);
        routes.MapGet(Webhook, (RequestDelegate)endpoints.ShowAsync);
        routes.MapDelete(Webhook, (RequestDelegate)endpoints.DeleteAsync);
        routes.MapGet(Message, (RequestDelegate)endpoints.ShowMessageAsync);
        routes.MapPatch(Message, (RequestDelegate)endpoints.EditMessageAsync);
        routes.MapDelete(Message, (RequestDelegate)endpoints.DeleteMessageAsync);
        routes.MapPost("/_sandbox/discord/webhooks", (RequestDelegate)endpoints.CreateAsync);
        routes.MapGet(Api + "users/@me", (RequestDelegate)botEndpoints.ShowMeAsync);
        routes.MapGet(Channel, (RequestDelegate)botEndpoints.ShowChannelAsync);
        routes.MapPost(Channel + "/messages", (RequestDelegate)botEndpoints.CreateMessageAsync);
        routes.MapGet(Channel + "/messages", (RequestDelegate)botEndpoints.ListMessagesAsync);
        routes.MapGet(Channel + "/messages/{message}", (RequestDelegate)botEndpoints.ShowMessageAsync);
        routes.MapPatch(Channel + "/messages/{message}", (RequestDelegate)botEndpoints.EditMessageAsync);
        routes.MapDelete(Channel + "/messages/{message}", (RequestDelegate)botEndpoints.DeleteMessageAsync);
        routes.MapPost(Channel + "/messages/{message}/threads", (RequestDelegate)botEndpoints.StartThreadAsync);
        routes.MapPost("/_sandbox/discord/bots", (RequestDelegate)botEndpoints.CreateAsync);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && PathOf(request) is ["webhooks", _, _] or ["channels", _, "messages"] or ["channels", _, "messages", _, "threads"];

    public bool IsFrom(HttpRequest request, string account) => PathOf(request) is ["webhooks", var id, ..]
        ? id == account || webhooks.Find(id)?.Name == account
        : bots.Find(request)?.IsNamed(account) == true;

    public string Describe(Post post)
    {
        var detail = MessageJson.DetailOf(post);
        var parts = detail.Embeds
            .SelectMany(embed => new[] { embed.Title, embed.Description, embed.Url })
            .Concat(detail.Attachments.Select(attachment => $"📎 {attachment.Filename}"));
        return string.Join('\n', parts.Prepend(post.Text).Where(part => !string.IsNullOrEmpty(part)));
    }

    public Task RefuseAsync(HttpContext context, int status) => status == StatusCodes.Status429TooManyRequests
        ? RefuseRateLimitedAsync(context, RetryAfter.OneSecond)
        : DiscordError.OfStatus(status).WriteAsync(context);

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        var now = time.GetUtcNow();
        var seconds = Math.Clamp(retryAfter.Seconds, 0, TimeSpan.SecondsPerDay * 365);
        DiscordLimit.Write(context.Response, new RateState(false, DiscordLimit.Usual.Requests, 0, now.AddSeconds(seconds)), now);
        return DiscordLimit.RefuseAsync(context, retryAfter);
    }

    public static long ReactionsTo(MetricNumbers numbers, Post post) => numbers.Of(Name, post.Id, "reactions", UsualReactions);

    private static string[] PathOf(HttpRequest request) =>
        request.Path.Value is { } path && path.StartsWith(Api, StringComparison.Ordinal) ? path[Api.Length..].Split('/') : [];
}

internal static class DiscordLimit
{
    /// <summary>What is seen in answers to webhooks; Discord tells clients to read it, not to know it.</summary>
    public static readonly RateLimit Usual = new(5, 2);

    public static void Write(HttpResponse response, RateState state, DateTimeOffset now)
    {
        var headers = response.Headers;
        headers["X-RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = (state.ResetsAt - DateTimeOffset.UnixEpoch).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset-After"] = (state.ResetsAt - now).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Bucket"] = "80c17d2f203122d936070c88c8d10f33";
    }

    public static Task RefuseAsync(HttpContext context, RetryAfter retryAfter)
    {
        retryAfter.Write(context.Response);
        context.Response.Headers["X-RateLimit-Scope"] = "user";
        return Answer.JsonAsync(context, StatusCodes.Status429TooManyRequests, retryAfter.Seconds, static (json, seconds) =>
        {
            json.WriteStartObject();
            json.WriteString("message"u8, "You are being rate limited."u8);
            json.WriteNumber("retry_after"u8, seconds);
            json.WriteBoolean("global"u8, false);
            json.WriteNumber("code"u8, 0);
            json.WriteEndObject();
        });
    }
}

internal static class DiscordServices
{
    // The epoch of Discord's ids: the start of 2015.
    private const long Epoch = 1420070400000;

    public static IServiceCollection AddDiscord(this IServiceCollection services)
    {
        services.AddKeyedSingleton(DiscordPlatform.Name, (provider, _) => new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>()));
        return services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<DiscordWebhooks>(provider, Ids(provider)))
            .AddSingleton<IRemembered>(provider => provider.GetRequiredService<DiscordWebhooks>())
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<DiscordBots>(provider, Ids(provider)))
            .AddSingleton<IRemembered>(provider => provider.GetRequiredService<DiscordBots>())
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<MessageIntake>(provider, Ids(provider)))
            .AddSingleton<BotNonces>()
            .AddSingleton<WebhookEndpoints>()
            .AddSingleton<BotEndpoints>()
            .AddSingleton<IPlatform, DiscordPlatform>();
    }

    private static Snowflakes Ids(IServiceProvider provider) => provider.GetRequiredKeyedService<Snowflakes>(DiscordPlatform.Name);
}
