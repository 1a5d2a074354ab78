using System.Buffers;
using System.Collections.Frozen;
using ContentMultiplier.Content.Data;

namespace ContentMultiplier.Content.Text;

internal static class TopLevelDomains
{
    private static readonly FrozenSet<string> Known =
        EmbeddedLines.Of("tlds.txt").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int Longest = Known.Max(name => name.Length);

    private static readonly SearchValues<char> NeverAfter =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-");

    /// <summary>
    /// How many characters of a top-level domain the text begins with. A letter of another script may follow at once:
    /// Japanese does not put a space after a link.
    /// </summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        for (var length = Math.Min(Longest, text.Length); length > 1; length--)
        {
            if ((length == text.Length || !NeverAfter.Contains(text[length])) && Lookup.Contains(text[..length]))
            {
                return length;
            }
        }

        return PunycodeLengthAt(text);
    }

    private static int PunycodeLengthAt(ReadOnlySpan<char> text)
    {
        const string Prefix = "xn--";
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var length = Prefix.Length;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '-'))
        {
            length++;
        }

        return length > Prefix.Length ? length : 0;
    }
}
