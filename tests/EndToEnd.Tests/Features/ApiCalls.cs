using System.Text;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Calls as a client without a library makes them.</summary>
internal static class ApiCalls
{
    public static Task<Answer> GetAsync(this SuiteClient client, string path) => client.Http.CallAsync(HttpMethod.Get, path);

    public static Task<Answer> PostAsync(this SuiteClient client, string path, object? body = null) =>
        client.Http.CallAsync(HttpMethod.Post, path, body is null ? null : JsonSerializer.Serialize(body, PublicJson.Options));

    /// <param name="json">As it is to stand on the wire.</param>
    public static Task<Answer> CallAsync(this HttpClient http, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        http.CallAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public static async Task<Answer> CallAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
