using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Sendgrid;

/// <summary>SendGrid's v3 API under <c>/sendgrid/v3</c>. A request is one post of the judge, however many recipients it has.</summary>
internal sealed class SendgridPlatform(
    SendgridKeys keys, SendgridEventWebhook events, PostStore posts, RateLimits limits, Snowflakes ids, TimeProvider time) : IPlatform
{
    public const string Name = "sendgrid";

    private const string Send = $"/{Name}/v3/mail/send";
    private const string VerifiedDomain = "@example.com";
    private const int LargestBody = 26 * 1024 * 1024;

    private static readonly RateLimit Usual = new(10_000, 1);

    private readonly ConcurrentDictionary<string, string> batches = new(StringComparer.Ordinal);

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Send, (RequestDelegate)SendAsync);
        routes.MapPost($"/{Name}/v3/mail/batch", (RequestDelegate)CreateBatchAsync);
        routes.MapGet($"/{Name}/v3/scopes", (RequestDelegate)ShowScopesAsync);
        routes.MapPost("/_sandbox/sendgrid/keys", (RequestDelegate)CreateKeyAsync);
        events.Map(routes);
    }

    public bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value == Send;

    public bool IsFrom(HttpRequest request, string account) => keys.Find(request)?.Name == account;

    public string Describe(Post post)
    {
        var detail = post.Detail!.Value.Deserialize(SandboxJson.Default.MailDetail)!;
        return $"{detail.Subject} → {detail.To.Length} ({string.Join(", ", detail.To.Take(3))})\n{post.Text}";
    }

    public Task RefuseAsync(HttpContext context, int status) => SendgridError.OfStatus(status).WriteAsync(context);

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        retryAfter.Write(context.Response);
        WriteLimit(context.Response, new RateState(false, Usual.Requests, 0, time.GetUtcNow().AddSeconds(Math.Clamp(retryAfter.Seconds, 0, 86_400))));
        return SendgridError.TooMany.WriteAsync(context);
    }

    private async Task SendAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        if (await OpenAsync(context, "mail.send") is not { } key)
        {
            return;
        }

        var state = limits.Take(Name, key.Name, Usual);
        WriteLimit(context.Response, state);
        if (!state.Allowed)
        {
            await SendgridError.TooMany.WriteAsync(context);
            return;
        }

        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body)
        {
            await SendgridError.TooLarge.WriteAsync(context);
            return;
        }

        if (RequestBody.Parse(body, SandboxJson.Default.MailRequest) is not { } mail)
        {
            await SendgridError.BadJson.WriteAsync(context);
            return;
        }

        var mistakes = SendgridRules.FindMistakes(mail, batches.ContainsKey, arrived).ToArray();
        var error = mistakes.Length > 0
            ? new SendgridError(400, mistakes)
            : mail.From!.Email!.EndsWith(VerifiedDomain, StringComparison.OrdinalIgnoreCase) ? null : SendgridError.UnverifiedSender;
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        if (!mail.IsOnlyChecked)
        {
            posts.Accept(PostOf(mail, id, key, arrived, body));
        }

        context.Response.Headers["X-Message-Id"] = id;
        context.Response.StatusCode = mail.IsOnlyChecked ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
    }

    private static Post PostOf(MailRequest mail, string id, SendgridKey key, DateTimeOffset arrived, byte[] body) => new()
    {
        Platform = Name,
        Account = key.Name,
        AccountName = key.Name,
        Id = id,
        Url = $"https://app.sendgrid.com/email_activity/{id}",
        Text = mail.Content?.FirstOrDefault()?.Value ?? mail.Personalizations![0]!.DynamicTemplateData?.ToString() ?? "",
        At = arrived,
        Raw = Post.Cut(body),
        Detail = JsonSerializer.SerializeToElement(
            new MailDetail(
                mail.Subject ?? "",
                mail.From!.Email!,
                [.. mail.Personalizations!.SelectMany(one => one!.Everybody).Select(address => address!.Email!)],
                [.. (mail.Categories ?? []).OfType<string>()],
                mail.TemplateId,
                mail.SendAt,
                mail.BatchId,
                [.. (mail.Attachments ?? []).Select(file => file!.Filename!)],
                mail.Personalizations![0]!.CustomArgs),
            SandboxJson.Default.MailDetail),
    };

    private async Task CreateBatchAsync(HttpContext context)
    {
        if (await OpenAsync(context, "mail.batch.create") is { } key)
        {
            var id = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32);
            batches[id] = key.Name;
            await Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject { ["batch_id"] = id });
        }
    }

    private async Task ShowScopesAsync(HttpContext context)
    {
        if (await OpenAsync(context, scope: null) is { } key)
        {
            await Answer.NodeAsync(
                context, StatusCodes.Status200OK, new JsonObject { ["scopes"] = new JsonArray([.. key.Scopes.Select(scope => (JsonNode)scope)]) });
        }
    }

    private async Task CreateKeyAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.KeyRequest) is not { } request)
        {
            return;
        }

        await (request.Name is { Length: > 0 and <= 80 } name && keys.Create(name, request.Scopes) is var key
            ? Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject { ["name"] = key.Name, ["api_key"] = key.Key })
            : Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has between 1 and 80 characters."));
    }

    /// <returns>Null when it is answered already.</returns>
    private async Task<SendgridKey?> OpenAsync(HttpContext context, string? scope)
    {
        var key = keys.Find(context.Request);
        var error = key is null ? SendgridError.Unauthorized : scope is null || key.May(scope) ? null : SendgridError.Forbidden;
        if (error is not null)
        {
            await error.WriteAsync(context);
        }

        return error is null ? key : null;
    }

    private static void WriteLimit(HttpResponse response, RateState state)
    {
        response.Headers["X-RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Reset"] = state.ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }
}

internal static class SendgridServices
{
    // The epoch of these numbers is nobody's but the sandbox's.
    private const long Epoch = 1_600_000_000_000;

    public static IServiceCollection AddSendgrid(this IServiceCollection services) => services
        .AddSingleton<SendgridKeys>()
        .AddSingleton<SendgridEventWebhook>()
        .AddSingleton<IRemembered>(provider => provider.GetRequiredService<SendgridKeys>())
        .AddSingleton<IPlatform>(provider => ActivatorUtilities.CreateInstance<SendgridPlatform>(
            provider, new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>())));
}
