using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

internal sealed class WebhookEndpoints(
    DiscordWebhooks webhooks, MessageIntake intake, PostStore posts, RateLimits limits, MetricNumbers numbers, TimeProvider time)
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        if (Open(context, out var error) is not { } webhook)
        {
            await error!.WriteAsync(context);
            return;
        }

        var state = limits.Take(DiscordPlatform.Name, webhook.Id, DiscordLimit.Usual);
        DiscordLimit.Write(context.Response, state, arrived);
        if (!state.Allowed)
        {
            await DiscordLimit.RefuseAsync(context, RetryAfter.FromSeconds((state.ResetsAt - arrived).TotalSeconds));
            return;
        }

        if (!TryReadThread(context.Request, out var thread, out error))
        {
            await error!.WriteAsync(context);
            return;
        }

        (var form, error) = await MessageForm.ReadAsync(context);
        error ??= MessageRules.FindMistake(form!.Message, form.Files.Count, webhook.IsForum, thread);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var post = intake.Accept(webhook.Sender, form!, string.IsNullOrEmpty(form!.Message.ThreadName) ? thread : "", arrived);
        await (context.Request.Query["wait"].ToString() is "true" or "1" or "True"
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, (post, webhook.Sender), MessageJson.Write)
            : Answer.NoContentAsync(context));
    }

    public Task ShowAsync(HttpContext context) => Open(context, out var error) is { } webhook
        ? Answer.JsonAsync(context, StatusCodes.Status200OK, webhook, MessageJson.Write)
        : error!.WriteAsync(context);

    public Task DeleteAsync(HttpContext context)
    {
        if (Open(context, out var error) is not { } webhook)
        {
            return error!.WriteAsync(context);
        }

        webhooks.Delete(webhook);
        return Answer.NoContentAsync(context);
    }

    public Task ShowMessageAsync(HttpContext context) => OpenMessage(context, out var webhook, out var error) is { } post
        ? Answer.JsonAsync(context, StatusCodes.Status200OK, (post, webhook.Sender, DiscordPlatform.ReactionsTo(numbers, post)), MessageJson.Write)
        : error!.WriteAsync(context);

    public Task DeleteMessageAsync(HttpContext context)
    {
        if (OpenMessage(context, out _, out var error) is not { } post)
        {
            return error!.WriteAsync(context);
        }

        posts.Delete(post);
        return Answer.NoContentAsync(context);
    }

    public async Task EditMessageAsync(HttpContext context)
    {
        if (OpenMessage(context, out var webhook, out var error) is not { } post)
        {
            await error!.WriteAsync(context);
            return;
        }

        (var form, error) = await MessageForm.ReadAsync(context);
        error ??= intake.TryEdit(post, form!);
        await (error is null
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, (post, webhook.Sender), MessageJson.Write)
            : error.WriteAsync(context));
    }

    public async Task CreateAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.WebhookRequest) is not { } request)
        {
            return;
        }

        await (request.Name is { Length: > 0 and <= 80 }
            ? Answer.JsonAsync(context, StatusCodes.Status201Created, webhooks.Create(request.Name, request.Forum), MessageJson.Write)
            : Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has between 1 and 80 characters."));
    }

    private static bool TryReadThread(HttpRequest request, out string? thread, out DiscordError? error)
    {
        thread = request.Query["thread_id"].ToString() is { Length: > 0 } text ? text : null;
        error = null;
        if (thread?.All(char.IsAsciiDigit) != false)
        {
            return true;
        }

        var errors = new FormErrors();
        errors.Add("thread_id", "NUMBER_TYPE_COERCE", $"Value \"{thread}\" is not snowflake.");
        error = DiscordError.InvalidForm(errors);
        return false;
    }

    private Webhook? Open(HttpContext context, out DiscordError? error)
    {
        var webhook = webhooks.Find((string)context.Request.RouteValues["webhook"]!);
        if (webhook is null)
        {
            error = DiscordError.UnknownWebhook;
            return null;
        }

        error = webhook.IsOpenedBy((string)context.Request.RouteValues["token"]!) ? null : DiscordError.InvalidWebhookToken;
        return error is null ? webhook : null;
    }

    private Post? OpenMessage(HttpContext context, out Webhook webhook, out DiscordError? error)
    {
        webhook = Open(context, out error)!;
        if (webhook is null)
        {
            return null;
        }

        var post = posts.Find(DiscordPlatform.Name, (string)context.Request.RouteValues["message"]!);
        if (post?.Account == webhook.Id)
        {
            return post;
        }

        error = DiscordError.UnknownMessage;
        return null;
    }
}
