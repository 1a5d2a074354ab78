using System.Globalization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>The parameters of a user's timeline.</summary>
internal sealed record TimelineQuery(
    int MaxResults, DateTimeOffset? Start, DateTimeOffset? End, long? SinceId, long? BeforeId, bool WithReplies)
{
    private const int UsualResults = 10;

    public static TimelineQuery? Read(IQueryCollection query, out TwitterProblem? problem)
    {
        problem = null;
        var count = UsualResults;
        if (query["max_results"].ToString() is { Length: > 0 } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 5 or > 100))
        {
            problem = TwitterProblem.Invalid(
                $"The `max_results` query parameter value [{asked}] is not between 5 and 100", "max_results", asked);
        }

        var start = ReadTime(query, "start_time", ref problem);
        var end = ReadTime(query, "end_time", ref problem);
        var since = ReadId(query, "since_id", NumberStyles.None, ref problem);
        var until = ReadId(query, "until_id", NumberStyles.None, ref problem);
        var page = ReadId(query, "pagination_token", NumberStyles.AllowHexSpecifier, ref problem);
        return problem is null
            ? new TimelineQuery(count, start, end, since, page ?? until, !query["exclude"].ToString().Split(',').Contains("replies"))
            : null;
    }

    /// <summary>A token that leads to what is older than the given post: digits of base 16 are valid in X's base32hex.</summary>
    public static string TokenAfter(string id) => long.Parse(id, CultureInfo.InvariantCulture).ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The timeline is read from the newest back and can stop here.</summary>
    public bool IsNotPast(Post post) => Start is null || post.At >= Start - TimeSpan.FromMinutes(5);

    public bool Wants(Post post)
    {
        var id = long.Parse(post.Id, CultureInfo.InvariantCulture);
        return (Start is null || post.At >= Start)
            && (End is null || post.At < End)
            && (SinceId is null || id > SinceId)
            && (BeforeId is null || id < BeforeId)
            && (WithReplies || post.ReplyTo is null);
    }

    private static DateTimeOffset? ReadTime(IQueryCollection query, string name, ref TwitterProblem? problem)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && text.Contains('T', StringComparison.Ordinal))
        {
            return time;
        }

        problem ??= TwitterProblem.Invalid($"The `{name}` query parameter value [{text}] is not an RFC 3339 time", name, text);
        return null;
    }

    private static long? ReadId(IQueryCollection query, string name, NumberStyles style, ref TwitterProblem? problem)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (long.TryParse(text, style, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        problem ??= TwitterProblem.Invalid($"The `{name}` query parameter value [{text}] is not valid", name, text);
        return null;
    }
}
