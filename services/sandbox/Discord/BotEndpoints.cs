using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

internal sealed class BotEndpoints(
    DiscordBots bots, MessageIntake intake, BotNonces nonces, PostStore posts, RateLimits limits, MetricNumbers numbers, TimeProvider time)
{
    private const int UsualPage = 50;
    private const int LargestPage = 100;
    private const int UsualArchiveMinutes = 1440;

    private static readonly int[] ArchiveMinutes = [60, 1440, 4320, 10080];

    public Task ShowMeAsync(HttpContext context) => bots.Find(context.Request) is { } bot
        ? Answer.JsonAsync(context, StatusCodes.Status200OK, bot, BotJson.WriteUser)
        : DiscordError.Unauthorized.WriteAsync(context);

    public Task ShowChannelAsync(HttpContext context)
    {
        if (Open(context, out var channel, out var error) is not { } bot)
        {
            return error!.WriteAsync(context);
        }

        return bots.FindThread(channel) is { } thread
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, thread, BotJson.WriteThread)
            : Answer.JsonAsync(context, StatusCodes.Status200OK, bot, BotJson.WriteChannel);
    }

    public async Task CreateMessageAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        if (Open(context, out var channel, out var error) is not { } bot)
        {
            await error!.WriteAsync(context);
            return;
        }

        var state = limits.Take(DiscordPlatform.Name, bot.Id, DiscordLimit.Usual);
        DiscordLimit.Write(context.Response, state, arrived);
        if (!state.Allowed)
        {
            await DiscordLimit.RefuseAsync(context, RetryAfter.FromSeconds((state.ResetsAt - arrived).TotalSeconds));
            return;
        }

        (var form, error) = await MessageForm.ReadAsync(context);
        error ??= MessageRules.FindMistake(form!.Message, form.Files.Count);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var sender = bot.In(channel);
        var nonce = form!.Message.Nonce?.ToString();
        var post = form.Message.EnforceNonce == true && nonce is not null
            ? nonces.Once(bot.Id, nonce, arrived, () => intake.Accept(sender, form, thread: null, arrived))
            : intake.Accept(sender, form, thread: null, arrived);
        await Answer.JsonAsync(
            context, StatusCodes.Status200OK, (post, sender, nonce), static (json, sent) => MessageJson.Write(json, sent.post, sent.sender, sent.nonce));
    }

    /// <summary>What the bot wrote there, newest first. The nonces are left out: nobody says that they are told later.</summary>
    public Task ListMessagesAsync(HttpContext context)
    {
        if (Open(context, out var channel, out var error) is not { } bot)
        {
            return error!.WriteAsync(context);
        }

        var errors = new FormErrors();
        var limit = Number(context.Request.Query["limit"], "limit", errors) ?? UsualPage;
        var after = Number(context.Request.Query["after"], "after", errors);
        if (limit is < 1 or > LargestPage)
        {
            errors.Add("limit", "NUMBER_TYPE_MAX", $"int value should be between 1 and {LargestPage}.");
        }

        if (errors.Any)
        {
            return DiscordError.InvalidForm(errors).WriteAsync(context);
        }

        var sender = bot.In(channel);
        var listed = posts.Timeline(DiscordPlatform.Name, sender.Account, post => after is null || IdOf(post) > after, _ => true, int.MaxValue);

        // After an id come those that follow it; without one, the newest.
        var page = (after is null ? listed.Take((int)limit) : listed.TakeLast((int)limit)).ToArray();
        return Answer.JsonAsync(context, StatusCodes.Status200OK, (page, sender), static (json, messages) =>
        {
            json.WriteStartArray();
            Array.ForEach(messages.page, post => MessageJson.Write(json, post, messages.sender));
            json.WriteEndArray();
        });
    }

    public Task ShowMessageAsync(HttpContext context) => OpenMessage(context, out var sender, out var error) is { } post
        ? Answer.JsonAsync(context, StatusCodes.Status200OK, (post, sender!, DiscordPlatform.ReactionsTo(numbers, post)), MessageJson.Write)
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
        if (OpenMessage(context, out var sender, out var error) is not { } post)
        {
            await error!.WriteAsync(context);
            return;
        }

        (var form, error) = await MessageForm.ReadAsync(context);
        error ??= intake.TryEdit(post, form!);
        await (error is null
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, (post, sender!), MessageJson.Write)
            : error.WriteAsync(context));
    }

    public async Task StartThreadAsync(HttpContext context)
    {
        if (OpenMessage(context, out _, out var error, out var bot, out var channel) is not { Id: var id })
        {
            await error!.WriteAsync(context);
            return;
        }

        if (await RequestBody.ReadAsync(context, 64 * 1024) is not { } body || RequestBody.Parse(body, SandboxJson.Default.ThreadRequest) is not { } request)
        {
            await DiscordError.InvalidJson.WriteAsync(context);
            return;
        }

        var errors = new FormErrors();
        errors.Required("name", request.Name);
        errors.Length("name", request.Name, 1, MessageRules.LongestThreadName);
        if (request.AutoArchiveDuration is { } minutes && !ArchiveMinutes.Contains(minutes))
        {
            errors.Add("auto_archive_duration", "BASE_TYPE_CHOICES", $"Value must be one of ({string.Join(", ", ArchiveMinutes)}).");
        }

        if (errors.Any)
        {
            await DiscordError.InvalidForm(errors).WriteAsync(context);
            return;
        }

        var thread = new BotThread(
            BotThread.Started, id, request.Name!, channel, bot!.Id, bot.GuildId, request.AutoArchiveDuration ?? UsualArchiveMinutes, time.GetUtcNow());
        await (bots.TryStart(thread)
            ? Answer.JsonAsync(context, StatusCodes.Status201Created, thread, BotJson.WriteThread)
            : DiscordError.ThreadExists.WriteAsync(context));
    }

    public async Task CreateAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.WebhookRequest) is not { } request)
        {
            return;
        }

        await (request.Name is { Length: > 0 and <= 32 }
            ? Answer.JsonAsync(context, StatusCodes.Status201Created, bots.Create(request.Name), BotJson.Write)
            : Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has between 1 and 32 characters."));
    }

    private Bot? Open(HttpContext context, out string channel, out DiscordError? error)
    {
        channel = (string)context.Request.RouteValues["channel"]!;
        if (bots.Find(context.Request) is not { } bot)
        {
            error = DiscordError.Unauthorized;
            return null;
        }

        error = channel == bot.ChannelId || bots.FindThread(channel) is { } thread && thread.OwnerId == bot.Id ? null : DiscordError.UnknownChannel;
        return error is null ? bot : null;
    }

    private Post? OpenMessage(HttpContext context, out MessageSender? sender, out DiscordError? error) =>
        OpenMessage(context, out sender, out error, out _, out _);

    private Post? OpenMessage(HttpContext context, out MessageSender? sender, out DiscordError? error, out Bot? bot, out string channel)
    {
        bot = Open(context, out channel, out error);
        sender = bot?.In(channel);
        if (sender is null)
        {
            return null;
        }

        var post = posts.Find(DiscordPlatform.Name, (string)context.Request.RouteValues["message"]!);
        if (post?.Account == sender.Account)
        {
            return post;
        }

        error = DiscordError.UnknownMessage;
        return null;
    }

    private static ulong IdOf(Post post) => ulong.Parse(post.Id, CultureInfo.InvariantCulture);

    private static ulong? Number(string? text, string field, FormErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add(field, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not a number.");
        return null;
    }
}
