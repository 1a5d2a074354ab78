using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>
/// The weight of a text by the ranges of twitter-text v3. Where the full rules are subtle (links without a scheme, emoji)
/// it counts less rather than more: the sandbox must not refuse what X would take.
/// </summary>
internal static partial class TweetText
{
    private const int Longest = 280;
    private const int LinkWeight = 23;
    private const int SurelyShort = Longest / 2;
    private const int ShortIdLength = 10;

    public static bool IsTooLong(string text) =>
        (text.Length > SurelyShort || text.Contains("://", StringComparison.Ordinal)) && Weigh(text) > Longest;

    public static int Weigh(string text)
    {
        var normal = text.Normalize(NormalizationForm.FormC);
        var weight = 0;
        var from = 0;
        foreach (var link in LinkPattern().EnumerateMatches(normal))
        {
            weight += WeighPlain(normal.AsSpan(from, link.Index - from));
            var shown = normal.AsSpan(link.Index, link.Length);
            weight += shown.Contains("://", StringComparison.Ordinal) ? LinkWeight : Math.Min(LinkWeight, WeighPlain(shown));
            from = link.Index + link.Length;
        }

        return weight + WeighPlain(normal.AsSpan(from));
    }

    /// <summary>The text of a post with files ends with a link to them.</summary>
    public static ShownText Show(Post post)
    {
        var written = Show(post.Text);
        if (post.Detail is null)
        {
            return written;
        }

        var target = $"{post.Url}/photo/1";
        var before = written.Text.Length == 0 ? "" : written.Text + " ";
        var link = "https://t.co/" + ShortId(target);
        var start = CodePoints(before);
        return new ShownText(before + link, [.. written.Links, new ShownLink(start, start + link.Length, link, target)]);
    }

    /// <summary>The text as X gives it back: links shortened, three characters escaped.</summary>
    private static ShownText Show(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return new ShownText(Escape(text), []);
        }

        var shown = new StringBuilder(text.Length);
        var links = new List<ShownLink>();
        var from = 0;
        var position = 0;
        foreach (var match in WebLinkPattern().EnumerateMatches(text))
        {
            var before = Escape(text[from..match.Index]);
            var target = text.Substring(match.Index, match.Length);
            var shortened = "https://t.co/" + ShortId(target);
            position += CodePoints(before);
            links.Add(new ShownLink(position, position + shortened.Length, shortened, target));
            shown.Append(before).Append(shortened);
            position += shortened.Length;
            from = match.Index + match.Length;
        }

        return new ShownText(shown.Append(Escape(text[from..])).ToString(), links);
    }

    private static int WeighPlain(ReadOnlySpan<char> text)
    {
        var weight = 0;
        while (!text.IsEmpty)
        {
            var length = StringInfo.GetNextTextElementLength(text);
            weight += WeighElement(text[..length]);
            text = text[length..];
        }

        return weight;
    }

    private static int WeighElement(ReadOnlySpan<char> element)
    {
        var weight = 0;
        foreach (var rune in element.EnumerateRunes())
        {
            if (rune.Value is >= 0x1F000 or 0xFE0F or 0x20E3)
            {
                return 2;
            }

            weight += rune.Value is <= 4351 or (>= 8192 and <= 8205) or (>= 8208 and <= 8223) or (>= 8242 and <= 8247) ? 1 : 2;
        }

        return weight;
    }

    private static int CodePoints(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string ShortId(string target) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..ShortIdLength];

    [GeneratedRegex(@"(?:https?://)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#][^\s]*)?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"https?://(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#](?:[^\s]*[\p{L}\p{N}/=_#&-])?)?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex WebLinkPattern();
}

internal sealed record ShownText(string Text, IReadOnlyList<ShownLink> Links);

/// <param name="Start">In code points of the shown text.</param>
/// <param name="End">The one after the last.</param>
internal sealed record ShownLink(int Start, int End, string Short, string Target);
