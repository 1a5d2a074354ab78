using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>The endpoints of Discord that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class DiscordClient
{
    public const int MostMessages = 100;

    private const string Api = "api/v10/";

    private readonly HttpClient _http;

    public DiscordClient(HttpClient http)
    {
        // The form that Discord asks of applications; it turns others away at times.
        http.DefaultRequestHeaders.UserAgent.Clear();
        http.DefaultRequestHeaders.UserAgent.ParseAdd("DiscordBot (content-multiplier, 1.0)");
        _http = http;
    }

    public async Task<PostedMessage> ExecuteWebhookAsync(
        DiscordWebhook webhook, string? threadId, DiscordMessage message, DiscordFiles files, CancellationToken cancellationToken)
    {
        // Without `wait` Discord answers before it has the message, and without its id.
        var path = $"{PathOf(webhook)}?wait=true{(threadId is null ? "" : $"&thread_id={threadId}")}";
        using var body = await BodyAsync(message, files, cancellationToken);
        return await SendAsync(HttpMethod.Post, path, body, null, DiscordJson.Default.PostedMessage, cancellationToken);
    }

    public async Task<PostedMessage> CreateMessageAsync(
        DiscordBot bot, string channel, DiscordMessage message, DiscordFiles files, CancellationToken cancellationToken)
    {
        using var body = await BodyAsync(message, files, cancellationToken);
        return await SendAsync(HttpMethod.Post, $"{Api}channels/{channel}/messages", body, bot, DiscordJson.Default.PostedMessage, cancellationToken);
    }

    public Task DeleteMessageAsync(DiscordBot bot, string channel, string message, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Delete, PathOf(channel, message), null, bot, cancellationToken);

    public Task DeleteMessageAsync(DiscordWebhook webhook, string? threadId, string message, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Delete, PathOf(webhook, threadId, message), null, null, cancellationToken);

    public async Task EditMessageAsync(DiscordBot bot, string channel, string message, DiscordMessage edited, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(edited, DiscordJson.Default.DiscordMessage);
        await CallAsync(HttpMethod.Patch, PathOf(channel, message), body, bot, cancellationToken);
    }

    public async Task EditMessageAsync(
        DiscordWebhook webhook, string? threadId, string message, DiscordMessage edited, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(edited, DiscordJson.Default.DiscordMessage);
        await CallAsync(HttpMethod.Patch, PathOf(webhook, threadId, message), body, null, cancellationToken);
    }

    public async Task<DiscordChannel> StartThreadAsync(
        DiscordBot bot, PostedMessage message, StartThread thread, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(thread, DiscordJson.Default.StartThread);
        var path = $"{Api}channels/{message.ChannelId}/messages/{message.Id}/threads";
        return await SendAsync(HttpMethod.Post, path, body, bot, DiscordJson.Default.DiscordChannel, cancellationToken);
    }

    /// <param name="after">Null for the newest.</param>
    public Task<ListedMessage[]> GetMessagesAsync(DiscordBot bot, string channel, ulong? after, int limit, CancellationToken cancellationToken)
    {
        var from = after is { } id ? string.Create(CultureInfo.InvariantCulture, $"&after={id}") : "";
        var path = $"{Api}channels/{channel}/messages?limit={limit}{from}";
        return SendAsync(HttpMethod.Get, path, null, bot, DiscordJson.Default.ListedMessageArray, cancellationToken);
    }

    public Task<MeasuredMessage> GetMessageAsync(DiscordBot bot, string channel, string message, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PathOf(channel, message), null, bot, DiscordJson.Default.MeasuredMessage, cancellationToken);

    public Task<MeasuredMessage> GetMessageAsync(DiscordWebhook webhook, string? threadId, string message, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PathOf(webhook, threadId, message), null, null, DiscordJson.Default.MeasuredMessage, cancellationToken);

    public Task<DiscordUser> GetMeAsync(DiscordBot bot, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Api}users/@me", null, bot, DiscordJson.Default.DiscordUser, cancellationToken);

    public Task<DiscordChannel> GetChannelAsync(DiscordBot bot, string channel, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Api}channels/{channel}", null, bot, DiscordJson.Default.DiscordChannel, cancellationToken);

    public Task<WebhookInfo> GetWebhookAsync(DiscordWebhook webhook, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PathOf(webhook), null, null, DiscordJson.Default.WebhookInfo, cancellationToken);

    private static string PathOf(DiscordWebhook webhook) => $"{Api}webhooks/{webhook.Id}/{webhook.Token}";

    private static string PathOf(DiscordWebhook webhook, string? threadId, string message) =>
        $"{PathOf(webhook)}/messages/{message}{(threadId is null ? "" : $"?thread_id={threadId}")}";

    private static string PathOf(string channel, string message) => $"{Api}channels/{channel}/messages/{message}";

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, DiscordBot? bot, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = bot is null ? null : new AuthenticationHeaderValue("Bot", bot.Token);
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>For what may be done twice: that Discord took it is all there is to know.</summary>
    private async Task CallAsync(HttpMethod method, string path, HttpContent? body, DiscordBot? bot, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, bot, cancellationToken);
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, DiscordBot? bot, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, bot, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new LostAnswerException("Discord answered without what was asked for.");
    }

    private static async Task<HttpContent> BodyAsync(DiscordMessage message, DiscordFiles files, CancellationToken cancellationToken)
    {
        var json = JsonContent.Create(message, DiscordJson.Default.DiscordMessage);
        if (!files.Any)
        {
            return json;
        }

        var form = new MultipartFormDataContent { { json, "payload_json" } };
        await files.AddToAsync(form, cancellationToken);
        return form;
    }
}
