using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>Meta numbers its refusals; Instagram's own are subcodes. What is not in the table, the status decides.</summary>
internal static class InstagramErrors
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuotaWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan UntilReady = TimeSpan.FromSeconds(30);

    /// <summary>Said when Meta is not well: what was asked for may have happened all the same.</summary>
    private static readonly int[] Unclear = [1, 2];

    private static readonly int[] Throttled = [4, 17, 32, 341, 613, 80002];

    private static readonly FrozenDictionary<int, Rule> Subcodes = new Dictionary<int, Rule>
    {
        [33] = new(FailureCategories.NotFound, "The account or what it names is not visible. Reconnect the account."),
        [2207001] = Again,
        [2207003] = new(FailureCategories.Unavailable, "Check that Instagram can fetch the file: it took too long."),
        [2207004] = Content("Use a picture of up to 8 MB."),
        [2207005] = Content("Use a JPEG picture."),
        [2207006] = new(FailureCategories.Forbidden, "Reconnect the account with all permissions."),
        [2207008] = Again,
        [2207009] = Content("Use a picture between 4:5 and 1.91:1."),
        [2207010] = Content("Shorten the caption: 2,200 characters, 30 hashtags, 20 mentions."),
        [2207020] = Again,
        [2207023] = Content("Instagram does not take this kind of post."),
        [2207026] = Content("Use an MP4 or MOV video with H.264 or HEVC and AAC."),
        [2207027] = new(FailureCategories.Processing, "Nothing: it is tried again when Instagram is ready."),
        [2207028] = Content("A carousel has 2 to 10 files."),
        [2207032] = Again,
        [2207035] = Content("Correct the tags."),
        [2207036] = Content("Correct the tags."),
        [2207037] = Content("Correct the tags."),
        [2207040] = Content("Remove tags: there are more than Instagram takes."),
        [2207042] = new(FailureCategories.RateLimited, "Nothing: the account's posts of the day are used up."),
        [2207050] = new(FailureCategories.Forbidden, "The account is restricted. Its owner opens the Instagram app."),
        [2207051] = new(FailureCategories.Forbidden, "Instagram takes this for spam. Wait a day before posting again, and post less often."),
        [2207052] = Content("Instagram cannot fetch the file. Its address must be open to everybody."),
        [2207053] = Again,
        [2207057] = Content("Choose a thumb_offset within the video."),
        [2207082] = Again,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, Rule> Codes = new Dictionary<int, Rule>
    {
        [10] = new(FailureCategories.Forbidden, "Reconnect the account with all permissions."),
        [100] = Content("Change what Instagram names."),
        [102] = new(FailureCategories.Unauthorized, "Reconnect the account."),
        [190] = new(FailureCategories.Unauthorized, "Reconnect the account."),
    }.ToFrozenDictionary();

    private static Rule Again => new(FailureCategories.Unavailable, "Nothing: it is tried again.");

    public static PlatformRefusedException? Refusal(PlatformAnswer answer)
    {
        if (answer.StatusCode >= HttpStatusCode.InternalServerError
            || answer.Json is not { } json || !json.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object
            || Number(error, "code") is not { } code)
        {
            return null;
        }

        var detail = Detail(answer, error);
        if (Number(error, "error_subcode") is { } subcode && Subcodes.GetValueOrDefault(subcode) is { } rule)
        {
            return Refused(rule, detail, answer);
        }

        if (Throttled.Contains(code))
        {
            return new(FailureCategories.RateLimited, detail) { RetryNotBefore = answer.RetryNotBefore ?? answer.ReceivedAt + (Estimate(answer) ?? UsualWait) };
        }

        if (Unclear.Contains(code))
        {
            throw new LostAnswerException(detail);
        }

        return Codes.GetValueOrDefault(code is >= 200 and <= 299 ? 10 : code) is { } known ? Refused(known, detail, answer) : null;
    }

    private static PlatformRefusedException Refused(Rule rule, string detail, PlatformAnswer answer) => new(rule.Category, detail)
    {
        Action = rule.Action,
        RetryNotBefore = rule.Category switch
        {
            FailureCategories.RateLimited => answer.ReceivedAt + QuotaWait,
            FailureCategories.Processing => answer.ReceivedAt + UntilReady,
            _ => null,
        },
    };

    private static Rule Content(string action) => new(FailureCategories.InvalidContent, action);

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
