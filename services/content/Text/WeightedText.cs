using System.Globalization;
using System.Text;

namespace ContentMultiplier.Content.Text;

/// <summary>twitter-text configuration v3: what X counts against 280.</summary>
internal static class WeightedText
{
    private const int UrlWeight = 23;

    public static int Count(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains('.'))
        {
            return text.Length;
        }

        text = Normalization.ToFormC(text);
        var count = 0;
        var at = 0;
        foreach (var url in UrlScanner.Find(text))
        {
            count += CountPlain(text.AsSpan(at, url.Start - at)) + UrlWeight;
            at = url.End;
        }

        return count + CountPlain(text.AsSpan(at));
    }

    /// <summary>Characters that X refuses anywhere.</summary>
    public static bool HasInvalid(string text) => text.AsSpan().ContainsAny('\uFFFE', '\uFEFF', '\uFFFF');

    private static int CountPlain(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        var count = 0;
        while (!text.IsEmpty)
        {
            var emoji = EmojiLengthAt(text);
            if (emoji > 0)
            {
                count += 2;
                text = text[emoji..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out var rune, out var length);
            count += Weight(rune.Value);
            text = text[length..];
        }

        return count;
    }

    private static int Weight(int point) => point
        is <= 4351 or (>= 8192 and <= 8205) or (>= 8208 and <= 8223) or (>= 8242 and <= 8247) ? 1 : 2;

    /// <summary>A whole emoji, however many people, skin tones and joiners it is made of; 0 when there is none.</summary>
    private static int EmojiLengthAt(ReadOnlySpan<char> text)
    {
        const char Keycap = '\u20E3';
        const char EmojiStyle = '\uFE0F';
        if (text[0] < '\u00A9')
        {
            if (text.Length < 2 || !(char.IsAsciiDigit(text[0]) || text[0] is '#' or '*'))
            {
                return 0;
            }

            var keycap = text[1] == EmojiStyle ? 2 : 1;
            return text.Length > keycap && text[keycap] == Keycap ? keycap + 1 : 0;
        }

        // These two are text unless asked to be emoji; of the others, none is anywhere else in the basic plane.
        var mayBegin = text[0] is '\u00A9' or '\u00AE'
            ? text.Length > 1 && text[1] == EmojiStyle
            : text[0] is (>= '\u203C' and <= '\u303D') or '\u3297' or '\u3299' || char.IsHighSurrogate(text[0]);
        if (!mayBegin)
        {
            return 0;
        }

        Rune.DecodeFromUtf16(text, out var first, out var length);
        return IsFlagLetter(first) || IsPictograph(text[..length])
            ? Trim(text[..StringInfo.GetNextTextElementLength(text)], length)
            : 0;
    }

    /// <summary>An accent on an emoji is not a part of it.</summary>
    private static int Trim(ReadOnlySpan<char> element, int first)
    {
        var end = first;
        while (end < element.Length)
        {
            Rune.DecodeFromUtf16(element[end..], out var rune, out var length);
            if (rune.Value is not (0x200D or 0xFE0F or >= 0x1F3FB and <= 0x1F3FF or >= 0xE0020 and <= 0xE007F)
                && !IsFlagLetter(rune) && !IsPictograph(element.Slice(end, length)))
            {
                break;
            }

            end += length;
        }

        // A joiner that joins nothing counts by itself.
        return element[end - 1] == '\u200D' ? end - 1 : end;
    }

    private static bool IsFlagLetter(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    /// <summary>Only between two pictographs does a joiner make one text element, which spares a table of them.</summary>
    private static bool IsPictograph(ReadOnlySpan<char> symbol)
    {
        if (symbol is not [>= '\u00A9', ..])
        {
            return false;
        }

        Span<char> joined = stackalloc char[symbol.Length + 2];
        symbol.CopyTo(joined);
        joined[^2] = '\u200D';
        joined[^1] = '\u2764';
        return StringInfo.GetNextTextElementLength(joined) == joined.Length;
    }
}
