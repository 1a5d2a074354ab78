using System.Collections.Frozen;
using ContentMultiplier.Publishers.Meta;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>Meta numbers its refusals; Instagram's own are subcodes. What is not in the table, the status decides.</summary>
internal static class InstagramErrors
{
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
        if (GraphError.Read(answer) is not { } error)
        {
            return null;
        }

        if (Subcodes.GetValueOrDefault(error.Subcode) is { } rule)
        {
            return Refused(rule, error.Detail, answer);
        }

        if (Throttled.Contains(error.Code))
        {
            return error.Throttled(answer);
        }

        if (Unclear.Contains(error.Code))
        {
            throw new LostAnswerException(error.Detail);
        }

        return Codes.GetValueOrDefault(error.Code is >= 200 and <= 299 ? 10 : error.Code) is { } known ? Refused(known, error.Detail, answer) : null;
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

    private sealed record Rule(string Category, string Action);
}
