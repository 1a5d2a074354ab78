using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>
/// X tells its refusals apart by words, not by numbers. Time alone mends none of these; what is not in the table,
/// such as the usual 429, the status decides.
/// </summary>
internal static class TwitterErrors
{
    private static readonly Rule[] Rules =
    [
        new(HttpStatusCode.Forbidden, "duplicate content", FailureCategories.Duplicate,
            "Look at the account: X has a post with this text. Change the text to post again."),
        new(HttpStatusCode.Forbidden, "reply to this conversation", FailureCategories.Forbidden,
            "X lets applications answer only where the account is the author, or is mentioned or quoted."),
        new(HttpStatusCode.Forbidden, "unsupported-authentication", FailureCategories.Unauthorized,
            "Reconnect the account: X wants a token that a user allowed."),
        new(HttpStatusCode.Forbidden, "suspended", FailureCategories.Forbidden,
            "The account is suspended; its owner settles that with X."),
        new(HttpStatusCode.Forbidden, "client-forbidden", FailureCategories.Forbidden,
            "Attach the application to a project with API access in X's developer console."),
        new(HttpStatusCode.Forbidden, "not permitted to perform this action", FailureCategories.Forbidden,
            "Reconnect the account with all scopes. X says the same of a text that is too long for the account, and to applications that may not quote."),
        new(HttpStatusCode.PaymentRequired, "", FailureCategories.Forbidden,
            "Buy API credits in X's developer console, then retry."),
        new(HttpStatusCode.TooManyRequests, "usage-capped", FailureCategories.RateLimited,
            "The application's monthly usage is spent. Raise it in X's developer console, then retry."),
        new(HttpStatusCode.BadRequest, "", FailureCategories.InvalidContent,
            "Change the text or the options as X says."),
    ];

    public static PlatformRefusedException? Refusal(PlatformAnswer answer)
    {
        var rule = Array.Find(Rules, rule => rule.Matches(answer));
        return rule is null ? null : new(rule.Category, Detail(answer)) { Action = rule.Action, IsRetryable = false };
    }

    /// <summary>Of a bad request, <c>detail</c> only says that it is one; what is wrong stands in <c>errors</c>.</summary>
    private static string Detail(PlatformAnswer answer) =>
        answer.Json is { } json
        && json.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Array
        && errors.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
        && first.TryGetProperty("message", out var message)
        && message.ValueKind == JsonValueKind.String
            ? $"HTTP {(int)answer.StatusCode}: {message.GetString()}"
            : answer.Message;

    /// <param name="Words">In the problem's type, title or detail.</param>
    private sealed record Rule(HttpStatusCode Status, string Words, string Category, string Action)
    {
        public bool Matches(PlatformAnswer answer) =>
            answer.StatusCode == Status && answer.Body.Contains(Words, StringComparison.OrdinalIgnoreCase);
    }
}
