using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>An answer of the API, read to its end.</summary>
internal sealed record Answer(string Request, HttpStatusCode Status, string? MediaType, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public bool IsProblem => MediaType == "application/problem+json";

    /// <summary>The code at the end of the problem's type.</summary>
    public string? Code => IsProblem ? Json.GetProperty("type").GetString()!.Split(':')[^1] : null;

    /// <summary>Field to what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string> Errors =>
        IsProblem && Json.TryGetProperty("errors", out var errors)
            ? errors.EnumerateObject().ToDictionary(error => error.Name, error => string.Join("; ", error.Value.EnumerateArray().Select(one => one.GetString())))
            : new Dictionary<string, string>();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var request = response.RequestMessage!;
        return new(
            $"{request.Method} {request.RequestUri!.PathAndQuery}",
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(),
            response.Headers);
    }

    /// <summary>Why this is not the problem document that every refusal is to be; null when it is.</summary>
    public string? Flaw()
    {
        if ((int)Status is < 400 or > 499)
        {
            return $"{this} is no refusal";
        }

        if (!IsProblem)
        {
            return $"{this} is no problem document";
        }

        var problem = Json;
        string[] missing = [.. new[] { "type", "title", "trace_id" }.Where(name =>
            !problem.TryGetProperty(name, out var member) || string.IsNullOrEmpty(member.GetString()))];
        return missing.Length > 0
            ? $"{this} has no {string.Join(", ", missing)}"
            : problem.GetProperty("status").GetInt32() != (int)Status ? $"{this} contradicts its own status" : null;
    }

    public override string ToString() => $"{Request} → {(int)Status} {Body}";
}
