using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Sendgrid;

/// <param name="Id">The <c>X-Message-Id</c> of the request whose mails it is about.</param>
internal sealed record EventRequest(string? Url, string? Id, string[]? Events);

/// <summary>
/// SendGrid's signed Event Webhook, when somebody asks for it: an event of each kind for every recipient. The same request sends
/// events of the same ids, as SendGrid does when it repeats them.
/// </summary>
internal sealed class SendgridEventWebhook(PostStore posts, SandboxOptions options, TimeProvider time) : IDisposable
{
    private const string Path = "/_sandbox/sendgrid/events";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (RequestDelegate)(context => Answer.NodeAsync(
            context, StatusCodes.Status200OK, new JsonObject { ["verification_key"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) })));
        routes.MapPost(Path, (RequestDelegate)TellAsync);
    }

    public void Dispose()
    {
        key.Dispose();
        http.Dispose();
    }

    private async Task TellAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.EventRequest) is not { } request)
        {
            return;
        }

        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || !(url.IsLoopback || options.AllowNonLoopback)
            || request.Events is not { Length: > 0 } events
            || posts.Find(SendgridPlatform.Name, request.Id ?? "")?.Detail?.Deserialize(SandboxJson.Default.MailDetail) is not { } mail)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "url is an address on this machine, id a mail's, and events names at least one.");
            return;
        }

        // SendGrid ends it so, and signs what it sends.
        var body = Encoding.UTF8.GetBytes(EventsOf(mail, request.Id!, events).ToJsonString() + "\r\n");
        var status = await SendAsync(url, body, context.RequestAborted);
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["status"] = status });
    }

    private async Task<int> SendAsync(Uri url, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = key.SignData(
            [.. Encoding.UTF8.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        using var answer = await http.SendAsync(request, cancellationToken);
        return (int)answer.StatusCode;
    }

    private JsonArray EventsOf(MailDetail mail, string id, string[] events)
    {
        var told = new JsonArray();
        foreach (var (recipient, name) in mail.To.SelectMany(recipient => events.Select(name => (recipient, name))))
        {
            var one = new JsonObject
            {
                ["email"] = recipient,
                ["timestamp"] = time.GetUtcNow().ToUnixTimeSeconds(),
                ["event"] = name,
                ["sg_event_id"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{recipient}\n{name}")))[..40],
                ["sg_message_id"] = id + ".filter0001.1.0",
            };
            foreach (var argument in mail.CustomArgs?.EnumerateObject() ?? default)
            {
                one[argument.Name] = argument.Value.GetString();
            }

            told.Add((JsonNode)one);
        }

        return told;
    }
}
