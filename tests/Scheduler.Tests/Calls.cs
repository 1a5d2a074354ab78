using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Scheduler.Tests;

internal static class Calls
{
    public static async Task<Answer> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, options: StrictJson.Options);
        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

internal sealed record Answer(HttpStatusCode Status, string Body)
{
    public T As<T>() => Status < HttpStatusCode.BadRequest
        ? JsonSerializer.Deserialize<T>(Body, StrictJson.Options)!
        : throw new InvalidOperationException($"{Status}: {Body}");

    public string Code => JsonElement.Parse(Body).GetProperty("type").GetString()!["urn:content-multiplier:".Length..];

    public IReadOnlyList<string> ErrorFields => [.. JsonElement.Parse(Body).GetProperty("errors").EnumerateObject().Select(error => error.Name)];
}
