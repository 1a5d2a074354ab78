using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>Mailchimp's problems have a title, a detail and the fields; what kind of problem it is, the status tells.</summary>
internal static class MailchimpErrors
{
    private const int MostMistakes = 10;

    public static PlatformRefusedException? Refusal(PlatformAnswer answer) => answer.StatusCode switch
    {
        // At very high volume a 403 comes without a word; it is about the pace, not about the key.
        HttpStatusCode.Forbidden when string.IsNullOrWhiteSpace(answer.Body) => new(FailureCategories.RateLimited, "HTTP 403 without a body: too many requests"),
        HttpStatusCode.BadRequest => Of(answer, FailureCategories.InvalidContent, "Change the campaign or its options as Mailchimp says."),
        HttpStatusCode.Unauthorized => Of(answer, FailureCategories.Unauthorized, "Make a new API key and connect the account again."),
        HttpStatusCode.Forbidden => Of(answer, FailureCategories.Forbidden, "Check the account at Mailchimp: it may be suspended, or the key's user may not send."),
        HttpStatusCode.NotFound => Of(answer, FailureCategories.NotFound, "Check that the audience, the segment and the template are still there."),
        (HttpStatusCode)451 => Of(answer, FailureCategories.Forbidden, "Mailchimp has put the account under review. Settle it there."),
        _ => null,
    };

    private static PlatformRefusedException Of(PlatformAnswer answer, string category, string action) =>
        new(category, answer.Message + Mistakes(answer.Json)) { Action = action, IsRetryable = false };

    private static string Mistakes(JsonElement? answer)
    {
        if (answer is not { } json || !json.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        var mistakes = errors.EnumerateArray()
            .Where(error => error.ValueKind == JsonValueKind.Object)
            .Select(error => $"{Text(error, "field")}: {Text(error, "message")}")
            .Take(MostMistakes)
            .ToList();
        return mistakes.Count == 0 ? "" : $" ({string.Join("; ", mistakes)})";
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
