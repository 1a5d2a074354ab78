using System.Globalization;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content;

/// <summary>How long a text is for a platform.</summary>
public static class TextCounter
{
    /// <param name="counting">One of <see cref="TextCounting"/>; an unknown one, from a newer worker, counts like UTF-16.</param>
    public static int Count(string text, string counting) => counting switch
    {
        TextCounting.Weighted => Text.WeightedText.Count(text),
        TextCounting.CodePoints => CountCodePoints(text),
        TextCounting.Graphemes => CountGraphemes(text),
        _ => text.Length,
    };

    private static int CountCodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static int CountGraphemes(string text)
    {
        var count = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; count++)
        {
            rest = rest[StringInfo.GetNextTextElementLength(rest)..];
        }

        return count;
    }
}
