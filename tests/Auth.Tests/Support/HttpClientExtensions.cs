using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests.Support;

internal static class HttpClientExtensions
{
    public static Task<HttpResponseMessage> PostAsync(this HttpClient http, string path, object body) =>
        http.PostAsJsonAsync(path, body, StrictJson.Options);

    public static async Task<T> PostAsync<T>(this HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsync(path, body);
        return await answer.ReadAsync<T>();
    }

    public static async Task<T> ReadAsync<T>(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return await answer.ReadAsync<T>();
    }

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, () => $"{(int)answer.StatusCode}: {body}");
        return JsonSerializer.Deserialize<T>(body, StrictJson.Options)!;
    }

    /// <summary>The last part of the problem's type.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage answer)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("type").GetString()!.Split(':')[^1];
    }

    /// <summary>The fields that the problem names.</summary>
    public static async Task<string[]> FieldsAsync(this HttpResponseMessage answer)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. problem.RootElement.GetProperty("errors").EnumerateObject().Select(field => field.Name)];
    }
}
