using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ContentMultiplier.Publishing.Http;

/// <summary>An answer that is not a success.</summary>
public sealed class PlatformAnswer
{
    internal const int BodyLimit = 16 * 1024;
    private const int MessageLimit = 300;

    internal PlatformAnswer(HttpResponseMessage response, string body, bool isVendor, DateTimeOffset now)
    {
        StatusCode = response.StatusCode;
        Headers = response.Headers;
        Body = body;
        Json = TryParse(body);
        RetryNotBefore = Http.RetryNotBefore.Read(response.Headers, now);
        Used = UsedLimits.Read(response.Headers, isVendor, now);
        ReceivedAt = now;
        IsVendor = isVendor;
        IsAuthorized = response.RequestMessage?.Headers.Authorization is not null;
    }

    public HttpStatusCode StatusCode { get; }

    public HttpResponseHeaders Headers { get; }

    /// <summary>The first 16 KB.</summary>
    public string Body { get; }

    /// <summary>The body, when it is a JSON object.</summary>
    public JsonElement? Json { get; }

    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The call said in its header who makes it.</summary>
    public bool IsAuthorized { get; }

    /// <summary>What <c>Retry-After</c> or a reset header says, at most a day ahead.</summary>
    public DateTimeOffset? RetryNotBefore { get; }

    internal UsedLimits? Used { get; }

    /// <summary>The platform itself answers, and not a host of a user's.</summary>
    internal bool IsVendor { get; }

    /// <summary>What the platform said, for people: the member that usually holds it, or the status.</summary>
    public string Message
    {
        get
        {
            var said = (Json is { } json ? Said(json) : null) ?? "";
            return said.Length == 0 ? $"HTTP {(int)StatusCode}" : $"HTTP {(int)StatusCode}: {Shorten(said)}";
        }
    }

    private static string? Said(JsonElement json)
        => Text(json, "detail") ?? Text(json, "message") ?? Text(json, "error_description")
            ?? (json.TryGetProperty("error", out var error)
                ? error.ValueKind == JsonValueKind.Object ? Said(error) : Text(json, "error")
                : null)
            ?? (json.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                ? errors.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Said).FirstOrDefault(said => said is not null)
                : null)
            ?? Text(json, "title");

    private static string? Text(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shorten(string text) => text.Length <= MessageLimit ? text : string.Concat(text.AsSpan(0, MessageLimit), "…");

    private static JsonElement? TryParse(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
