using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>Meta numbers its refusals, by code and subcode, and mostly says 400. What is not in the table, the status decides.</summary>
internal static class FacebookErrors
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(5);

    /// <summary>Said when Meta is not well: a post may be there all the same.</summary>
    private static readonly int[] Unclear = [1, 2];

    private static readonly int[] Throttled = [4, 17, 32, 341, 613, 80001, 80002, 1390008];

    private static readonly FrozenDictionary<int, Rule> Rules = new Dictionary<int, Rule>
    {
        [10] = new(FailureCategories.Forbidden, "Reconnect the page with all permissions."),
        [100] = new(FailureCategories.InvalidContent, "Change what Facebook names."),
        [102] = new(FailureCategories.Unauthorized, "Reconnect the page."),
        [190] = new(FailureCategories.Unauthorized, "Reconnect the page: its token ended, or its owner changed the password or removed the application."),
        [368] = new(FailureCategories.Forbidden, "Facebook has blocked the page for a while. Its owner settles that with Facebook."),
        [506] = new(FailureCategories.Duplicate, "The page's last post says the same. Change the text to post again."),
        [1609005] = new(FailureCategories.InvalidContent, "Facebook cannot read the link. Check it."),
        [1366046] = new(FailureCategories.InvalidContent, "Use a smaller photo, or JPEG or PNG."),
        [1366051] = new(FailureCategories.Duplicate, "Look at the page: it shows these photos already."),
        [1346003] = new(FailureCategories.Forbidden, "Facebook holds the content against its rules. Change it."),
        [1404102] = new(FailureCategories.Forbidden, "Facebook holds the content against its rules. Change it."),
        [1404078] = new(FailureCategories.Forbidden, "The page's owner confirms who they are (page publishing authorization)."),
        [4854002] = new(FailureCategories.Forbidden, "The page's owner confirms who they are (page publishing authorization)."),
    }.ToFrozenDictionary();

    public static PlatformRefusedException? Refusal(PlatformAnswer answer)
    {
        if (answer.StatusCode >= HttpStatusCode.InternalServerError
            || answer.Json is not { } json || !json.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object
            || Number(error, "code") is not { } code)
        {
            return null;
        }

        var subcode = Number(error, "error_subcode") ?? 0;
        if (Throttled.Contains(code) || Throttled.Contains(subcode))
        {
            return new(FailureCategories.RateLimited, Detail(answer, error))
            {
                RetryNotBefore = answer.RetryNotBefore ?? answer.ReceivedAt + (Estimate(answer) ?? UsualWait),
            };
        }

        if (Unclear.Contains(code))
        {
            throw new LostAnswerException(Detail(answer, error));
        }

        var rule = Rules.GetValueOrDefault(subcode) ?? Rules.GetValueOrDefault(code) ?? code switch
        {
            >= 200 and <= 299 => Rules[10],
            _ => null,
        };
        return rule is null
            ? null
            : new(code == 100 && subcode == 33 ? FailureCategories.NotFound : rule.Category, Detail(answer, error)) { Action = rule.Action };
    }

    /// <summary>What Meta writes for people says more than its message, where it is there.</summary>
    private static string Detail(PlatformAnswer answer, JsonElement error) =>
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

    private sealed record Rule(string Category, string Action);
}
