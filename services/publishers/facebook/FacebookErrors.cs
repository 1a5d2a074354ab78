using System.Collections.Frozen;
using ContentMultiplier.Publishers.Meta;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>Meta numbers its refusals, by code and subcode, and mostly says 400. What is not in the table, the status decides.</summary>
internal static class FacebookErrors
{
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
        if (GraphError.Read(answer) is not { } error)
        {
            return null;
        }

        if (Throttled.Contains(error.Code) || Throttled.Contains(error.Subcode))
        {
            return error.Throttled(answer);
        }

        if (Unclear.Contains(error.Code))
        {
            throw new LostAnswerException(error.Detail);
        }

        var rule = Rules.GetValueOrDefault(error.Subcode) ?? Rules.GetValueOrDefault(error.Code) ?? error.Code switch
        {
            >= 200 and <= 299 => Rules[10],
            _ => null,
        };
        return rule is null
            ? null
            : new(error is { Code: 100, Subcode: 33 } ? FailureCategories.NotFound : rule.Category, error.Detail) { Action = rule.Action };
    }

    private sealed record Rule(string Category, string Action);
}
