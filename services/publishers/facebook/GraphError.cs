using System.Globalization;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Meta;

/// <summary>
/// How Meta's Graph says no, the same on all of its platforms: <c>{"error":{"code","error_subcode","message","error_user_msg"}}</c>.
/// Instagram compiles this file, too.
/// </summary>
/// <param name="Subcode">0 where there is none.</param>
/// <param name="Detail">For people.</param>
internal sealed record GraphError(int Code, int Subcode, string Detail)
{
    /// <summary>The application's requests of all its users together are too many.</summary>
    private const int OfTheApplication = 4;

    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(5);

    /// <returns>Null when it is no such answer, or a 5xx, whose words prove nothing.</returns>
    public static GraphError? Read(PlatformAnswer answer)
    {
        if (answer.StatusCode >= HttpStatusCode.InternalServerError
            || answer.Json is not { } json || !json.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object
            || Number(error, "code") is not { } code)
        {
            return null;
        }

        return new(code, Number(error, "error_subcode") ?? 0, DetailOf(answer, error));
    }

    /// <summary>
    /// A throttled call may be made again when the answer's headers say, or else in five minutes. Meta counts every call, whatever it is for.
    /// </summary>
    public PlatformRefusedException Throttled(PlatformAnswer answer) => new(FailureCategories.RateLimited, Detail)
    {
        RetryNotBefore = answer.RetryNotBefore ?? answer.ReceivedAt + (Estimate(answer) ?? UsualWait),
        IsForApplication = Code == OfTheApplication,
        IsForEveryCall = true,
    };

    /// <summary>What Meta writes for people says more than its message, where it is there.</summary>
    private static string DetailOf(PlatformAnswer answer, JsonElement error) =>
        error.TryGetProperty("error_user_msg", out var said) && said.ValueKind == JsonValueKind.String
            ? $"{answer.Message} ({said.GetString()})"
            : answer.Message;

    /// <summary>Per business: <c>{"id":[{"estimated_time_to_regain_access":minutes}]}</c>.</summary>
    private static TimeSpan? Estimate(PlatformAnswer answer)
    {
        if (!answer.Headers.TryGetValues("X-Business-Use-Case-Usage", out var values))
        {
            return null;
        }

        try
        {
            var minutes = JsonElement.Parse(values.First()).EnumerateObject()
                .Where(business => business.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(business => business.Value.EnumerateArray())
                .Select(usage => Number(usage, "estimated_time_to_regain_access") ?? 0)
                .DefaultIfEmpty()
                .Max();
            return minutes > 0 ? TimeSpan.FromMinutes(minutes) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.Number when value.TryGetInt32(out var number) => number,
                JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
                _ => null,
            }
            : null;
}
