using System.Net.Http.Json;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>The endpoints of Discord that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class DiscordClient
{
    private readonly HttpClient _http;

    public DiscordClient(HttpClient http)
    {
        // The form that Discord asks of applications; it turns others away at times.
        http.DefaultRequestHeaders.UserAgent.Clear();
        http.DefaultRequestHeaders.UserAgent.ParseAdd("DiscordBot (content-multiplier, 1.0)");
        _http = http;
    }

    public async Task<PostedMessage> ExecuteWebhookAsync(
        DiscordWebhook webhook, string? threadId, WebhookMessage message, DiscordFiles files, CancellationToken cancellationToken)
    {
        // Without `wait` Discord answers before it has the message, and without its id.
        var path = $"{PathOf(webhook)}?wait=true{(threadId is null ? "" : $"&thread_id={threadId}")}";
        using HttpContent body = files.Any
            ? await FormAsync(message, files, cancellationToken)
            : JsonContent.Create(message, DiscordJson.Default.WebhookMessage);
        using var response = await _http.PostAsync(path, body, cancellationToken);
        return await response.Content.ReadFromJsonAsync(DiscordJson.Default.PostedMessage, cancellationToken)
            ?? throw new LostAnswerException("Discord answered without the message.");
    }

    public async Task<WebhookInfo> GetWebhookAsync(DiscordWebhook webhook, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync(PathOf(webhook), DiscordJson.Default.WebhookInfo, cancellationToken)
            ?? throw new LostAnswerException("Discord answered without the webhook.");

    private static string PathOf(DiscordWebhook webhook) => $"api/v10/webhooks/{webhook.Id}/{webhook.Token}";

    private static async Task<HttpContent> FormAsync(WebhookMessage message, DiscordFiles files, CancellationToken cancellationToken)
    {
        var form = new MultipartFormDataContent
        {
            { JsonContent.Create(message, DiscordJson.Default.WebhookMessage), "payload_json" },
        };
        await files.AddToAsync(form, cancellationToken);
        return form;
    }
}
