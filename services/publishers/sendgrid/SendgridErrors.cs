using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>SendGrid lists everything that is wrong; what kind of mistake it is, the status tells. Time alone mends none of these.</summary>
internal static class SendgridErrors
{
    private const int MostMistakes = 10;

    public static PlatformRefusedException? Refusal(PlatformAnswer answer) => answer.StatusCode switch
    {
        HttpStatusCode.BadRequest => Of(answer, FailureCategories.InvalidContent, "Change the mail or its options as SendGrid says."),
        HttpStatusCode.Unauthorized => Of(answer, FailureCategories.Unauthorized, "Make a new API key and connect the account again."),
        HttpStatusCode.Forbidden when answer.Body.Contains("verified Sender", StringComparison.OrdinalIgnoreCase) =>
            Of(answer, FailureCategories.Forbidden, "Verify the sender, or authenticate its domain, in SendGrid's settings."),
        HttpStatusCode.Forbidden => Of(answer, FailureCategories.Forbidden, "Give the API key the right to send mail, and see that the account is not suspended."),
        HttpStatusCode.NotFound => Of(answer, FailureCategories.NotFound, "Check that the template still exists."),
        HttpStatusCode.RequestEntityTooLarge => Of(answer, FailureCategories.InvalidContent, "Send fewer or smaller files."),
        _ => null,
    };

    private static PlatformRefusedException Of(PlatformAnswer answer, string category, string action) =>
        new(category, Detail(answer)) { Action = action, IsRetryable = false };

    private static string Detail(PlatformAnswer answer)
    {
        if (answer.Json is not { } json || !json.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
        {
            return answer.Message;
        }

        var mistakes = errors.EnumerateArray()
            .Where(error => error.ValueKind == JsonValueKind.Object)
            .Select(error => Text(error, "field") is { Length: > 0 } field ? $"{field}: {Text(error, "message")}" : Text(error, "message"))
            .Where(text => !string.IsNullOrEmpty(text))
            .Take(MostMistakes);
        return $"HTTP {(int)answer.StatusCode}: {string.Join("; ", mistakes)}";
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
