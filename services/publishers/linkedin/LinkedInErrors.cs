using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>LinkedIn names its refusals in <c>code</c>, or in <c>errorDetails</c>. What is not in the table, the status decides.</summary>
internal static class LinkedInErrors
{
    private const string OfTheApplication = "throttle APPLICATION";

    /// <summary>Said to a comment under a post that was made a moment ago.</summary>
    private const string NotThereYet = "Unable to obtain activity";

    private static readonly TimeSpan UntilFileIsReady = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(5);

    private static readonly Rule[] Rules =
    [
        new(400, "MEDIA_ASSET_WAITING_UPLOAD", FailureCategories.Processing, "Nothing: it is tried again when LinkedIn has processed the file."),
        new(400, "EXPIRED_UPLOAD_URL", FailureCategories.Unavailable, "Nothing: the file is uploaded again."),
        new(400, "MEDIA_ASSET_PROCESSING_FAILED", FailureCategories.InvalidContent, "LinkedIn cannot read the file. Convert it."),
        new(400, "FIELD_LENGTH_TOO_LONG", FailureCategories.InvalidContent, "Shorten the text or the field that LinkedIn names."),
        new(400, "VERSION_MISSING", FailureCategories.Forbidden, "The operator sets Platforms__linkedin__Version."),
        new(403, "ACCESS_DENIED", FailureCategories.Forbidden,
            "Reconnect the account with all scopes; for an organization, its member needs a role that may post."),
        new(409, "CONFLICT", FailureCategories.Unavailable, "Nothing: LinkedIn asks for the request again."),
        new(422, "DUPLICATE_POST", FailureCategories.Duplicate,
            "LinkedIn has this content already, at the URN it names. Change it, or wait ten minutes."),
        new(426, "", FailureCategories.Forbidden, "LinkedIn has ended this version of its API. The operator sets Platforms__linkedin__Version to a newer month."),
    ];

    public static PlatformRefusedException? Refusal(PlatformAnswer answer)
    {
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return new(FailureCategories.RateLimited, answer.Message)
            {
                RetryNotBefore = answer.RetryNotBefore ?? ComeBack(answer),
                IsForApplication = answer.Message.Contains(OfTheApplication, StringComparison.OrdinalIgnoreCase),
                Action = "Nothing: it is tried again. LinkedIn counts per member, per application and per day.",
            };
        }

        if (answer.StatusCode < HttpStatusCode.InternalServerError && answer.Message.Contains(NotThereYet, StringComparison.OrdinalIgnoreCase))
        {
            return new(FailureCategories.Processing, answer.Message) { RetryNotBefore = answer.ReceivedAt + UntilFileIsReady };
        }

        var codes = CodesOf(answer).ToArray();
        var rule = Array.Find(Rules, rule => rule.Status == (int)answer.StatusCode && (rule.Code.Length == 0 || codes.Contains(rule.Code)));
        return rule is null
            ? null
            : new(rule.Category, answer.Message)
            {
                Action = rule.Action,
                RetryNotBefore = rule.Category == FailureCategories.Processing ? answer.ReceivedAt + UntilFileIsReady : null,
            };
    }

    /// <summary>No header tells. A day's limit ends at midnight UTC; everything else may only protect LinkedIn for a moment.</summary>
    private static DateTimeOffset ComeBack(PlatformAnswer answer) =>
        answer.Body.Contains("DAY", StringComparison.Ordinal)
            ? new DateTimeOffset(answer.ReceivedAt.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) + AfterMidnight
            : answer.ReceivedAt + ShortWait;

    private static IEnumerable<string> CodesOf(PlatformAnswer answer)
    {
        if (answer.Json is not { } json)
        {
            yield break;
        }

        if (Text(json, "code") is { } code)
        {
            yield return code;
        }

        if (json.TryGetProperty("errorDetails", out var details)
            && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("inputErrors", out var errors)
            && errors.ValueKind == JsonValueKind.Array)
        {
            foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object))
            {
                if (Text(error, "code") is { } inner)
                {
                    yield return inner;
                }
            }
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Rule(int Status, string Code, string Category, string Action);
}
