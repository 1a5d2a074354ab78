using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Webhooks.Tests.Support;

/// <summary>A workspace of its own, and what its users ask of the service.</summary>
internal sealed class Workspace(WebhooksFactory service, Receiver receiver) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = service.CreateClient();

    public Guid Id { get; } = Guid.CreateVersion7();

    public WebhooksFactory Service => service;

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, object? body = null, string[]? scopes = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add(InternalTickets.Header, service.TicketOf(Id, scopes ?? []));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType());
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply(response.StatusCode, text, response.Headers.ETag?.Tag, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    /// <summary>A webhook at a path of the receiver.</summary>
    public async Task<Webhook> RegisterAsync(string path, string[]? events = null, string payload = "full", object? headers = null)
    {
        var reply = await SendAsync(
            HttpMethod.Post, "/api/publishing/webhooks",
            new { url = new Uri(receiver.Url, path).AbsoluteUri, events = events ?? ["*"], payload, headers = headers ?? new { } });
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        return new Webhook(reply.Json.GetProperty("id").GetGuid(), path, reply.Json.GetProperty("secret").GetString()!);
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> ReadAsync(Webhook webhook) => GetAsync($"/api/publishing/webhooks/{webhook.Id}");

    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(Webhook webhook)
    {
        var reply = await GetAsync($"/api/publishing/webhooks/{webhook.Id}/deliveries?limit=200");
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        return [.. reply.Json.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Results tells that a publication was published.</summary>
    public Task PublishedAsync(Guid? publicationId = null, string status = PublicationStatus.Published) =>
        service.PublishAsync(new PublicationsChanged { Changes = [Change(publicationId ?? Guid.CreateVersion7(), status)] });

    public PublicationChange Change(Guid publicationId, string status = PublicationStatus.Published, int attempt = 1) => new()
    {
        PublicationId = publicationId,
        PostId = Guid.CreateVersion7(),
        WorkspaceId = Id,
        Platform = "twitter",
        AccountId = Guid.CreateVersion7(),
        Status = status,
        Version = 3,
        Attempt = attempt,
        ExternalId = "1801",
        ExternalUrl = "https://x.com/example/status/1801",
        At = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
    };

    /// <summary>Waits for the deliveries of a receiver.</summary>
    public async Task<IReadOnlyList<Received>> ReceivedAsync(Webhook webhook, int count = 1)
    {
        await Eventually.BecomesTrueAsync(() => receiver.At(webhook.Path).Count >= count, Patience);
        return receiver.At(webhook.Path);
    }

    /// <summary>Waits until the newest delivery stands like that.</summary>
    public async Task<JsonElement> SettledAsync(Webhook webhook, string state, int tries = 1)
    {
        JsonElement found = default;
        await Eventually.BecomesTrueAsync(
            async () => (await DeliveriesAsync(webhook)) is [var newest, ..]
                && (found = newest).GetProperty("state").GetString() == state
                && newest.GetProperty("tries").GetInt32() >= tries
                && (state != "pending" || newest.GetProperty("problem").ValueKind == JsonValueKind.String),
            Patience);
        return found;
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Webhook(Guid Id, string Path, string Secret);

internal sealed record Reply(HttpStatusCode Status, string Text, string? ETag, JsonElement Json)
{
    public string Code => Json.GetProperty("type").GetString()!.Replace("urn:content-multiplier:", "", StringComparison.Ordinal);

    public IEnumerable<string> Fields => Json.GetProperty("errors").EnumerateObject().Select(error => error.Name);
}
