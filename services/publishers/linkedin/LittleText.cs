using System.Text;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>
/// LinkedIn's "little" text. A reserved character that is not escaped is no error there: the post is accepted and its
/// text cut off at that place. <c>#word</c> becomes a hashtag and <c>@[Name](urn:li:organization:1)</c> a mention.
/// </summary>
internal static partial class LittleText
{
    private const string Reserved = @"|{}@[]()<>#\*_~";
    private const int PatternMilliseconds = 1000;

    public static string Write(string text)
    {
        var little = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (Match element in Elements().Matches(text))
        {
            Escape(little, text.AsSpan(at, element.Index - at));
            at = element.Index + element.Length;
            if (element.Groups["tag"] is { Success: true } tag)
            {
                Escape(little.Append(@"{hashtag|\#|"), tag.ValueSpan);
                little.Append('}');
            }
            else
            {
                Escape(little.Append("@["), element.Groups["name"].ValueSpan);
                Escape(little.Append("]("), element.Groups["urn"].ValueSpan);
                little.Append(')');
            }
        }

        Escape(little, text.AsSpan(at));
        return little.ToString();
    }

    /// <summary>The text that was written, from what LinkedIn gives back.</summary>
    public static string Read(string little) =>
        Escaped().Replace(HashtagTemplate().Replace(little, "#${tag}"), "${character}");

    private static void Escape(StringBuilder little, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (Reserved.Contains(character, StringComparison.Ordinal))
            {
                little.Append('\\');
            }

            little.Append(character);
        }
    }

    /// <summary>A hashtag has a letter and begins a word: the fragment of an address and "C#" are none.</summary>
    [GeneratedRegex(
        @"@\[(?<name>[^\[\]\r\n]{1,200})\]\((?<urn>urn:li:(?:person|organization|organizationBrand):[A-Za-z0-9_-]{1,64})\)"
        + @"|(?<![\p{L}\p{N}_/&=?#])#(?<tag>[\p{N}_]*\p{L}[\p{L}\p{N}_]*)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        PatternMilliseconds)]
    private static partial Regex Elements();

    [GeneratedRegex(@"(?<!\\)\{hashtag\|\\#\|(?<tag>(?:[^\\}]|\\.)*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, PatternMilliseconds)]
    private static partial Regex HashtagTemplate();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, PatternMilliseconds)]
    private static partial Regex Escaped();
}
