using System.Globalization;
using System.Text.RegularExpressions;
using ContentMultiplier.Content.Text;

namespace ContentMultiplier.Content.Formatting;

/// <summary>Where a text may be broken, in ascending order, its end included; and how good each place is.</summary>
internal sealed partial class BreakPoints
{
    private readonly string _text;
    private readonly List<int> _offsets;

    private BreakPoints(string text, List<int> offsets)
    {
        _text = text;
        _offsets = offsets;
    }

    private enum Quality
    {
        Inside,
        Word,
        Sentence,
        Paragraph,
    }

    public int Count => _offsets.Count;

    public int this[int index] => _offsets[index];

    public static BreakPoints Of(string text)
    {
        var whole = Whole().Matches(text).Select(match => new UrlSpan(match.Index, match.Index + match.Length))
            .Concat(UrlScanner.Find(text)).OrderBy(span => span.Start).ToList();
        List<int> offsets = [];
        var next = 0;
        for (var at = 0; at < text.Length;)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
            while (next < whole.Count && whole[next].End <= at)
            {
                next++;
            }

            if (next == whole.Count || at <= whole[next].Start)
            {
                offsets.Add(at);
            }
        }

        return new BreakPoints(text, offsets);
    }

    public int IndexAfter(int offset)
    {
        var found = _offsets.BinarySearch(offset + 1);
        return found >= 0 ? found : ~found;
    }

    /// <summary>The best place up to <paramref name="end"/>: a better one counts only where the part is at least half as long by it.</summary>
    public int Best(int start, int end)
    {
        var half = start + ((end - start) / 2);
        for (var quality = Quality.Paragraph; quality > Quality.Inside; quality--)
        {
            for (var index = IndexAfter(end - 1); index >= 0 && _offsets[index] > (quality == Quality.Word ? start : half); index--)
            {
                if (QualityAt(_offsets[index]) >= quality)
                {
                    return _offsets[index];
                }
            }
        }

        return end;
    }

    /// <summary>Of a break before the character at the offset: blanks go with neither side.</summary>
    private Quality QualityAt(int offset)
    {
        if (offset == _text.Length)
        {
            return Quality.Paragraph;
        }

        if (!char.IsWhiteSpace(_text[offset]))
        {
            return Quality.Inside;
        }

        var line = _text.AsSpan(offset);
        var blanks = line[..(line.Length - line.TrimStart().Length)];
        return blanks.Count('\n') > 1 ? Quality.Paragraph
            : EndsSentence(_text.AsSpan(0, offset)) || blanks.Contains('\n') ? Quality.Sentence
            : Quality.Word;
    }

    private static bool EndsSentence(ReadOnlySpan<char> text) =>
        text.TrimEnd("\"')]»”’").TrimEnd() is [.., '.' or '!' or '?' or '…' or '。' or '！' or '？'];

    /// <summary>Mentions, hashtags, and the addresses that are filled in later.</summary>
    [GeneratedRegex(@"[@#＠＃][\w.-]*\w|\{\{[a-z0-9.-]+\}\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Whole();
}
