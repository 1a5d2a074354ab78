using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content.Formatting;

/// <summary>
/// A long text as the parts of a thread: broken between paragraphs where that leaves no part half empty, else between sentences,
/// else between words, and within a word only when it alone is too long. Links, mentions, hashtags and graphemes stay whole:
/// one that fits nowhere becomes a part that is too long, for the platform's limit to refuse.
/// </summary>
public static class ThreadSplitter
{
    /// <param name="numbered">Each part ends with its number and how many there are: <c>2/5</c>.</param>
    public static IReadOnlyList<string> Split(string text, TextRules rules, bool numbered)
    {
        if (!numbered)
        {
            return Split(text, rules, reserved: 0);
        }

        for (var digits = 1; ; digits++)
        {
            var parts = Split(text, rules, reserved: " /".Length + (2 * digits));
            if (parts.Count < Math.Pow(10, digits))
            {
                return Number(parts);
            }
        }
    }

    public static IReadOnlyList<string> Number(IReadOnlyList<string> parts) =>
        parts.Count < 2 ? parts : [.. parts.Select((part, index) => $"{part} {index + 1}/{parts.Count}")];

    private static List<string> Split(string text, TextRules rules, int reserved)
    {
        text = text.Trim();
        if (TextCounter.Count(text, rules.Counting) <= rules.MaxLength)
        {
            return [text];
        }

        var limit = rules.MaxLength - reserved;
        var breaks = BreakPoints.Of(text);
        List<string> parts = [];
        for (var start = 0; start < text.Length;)
        {
            var end = EndOf(text, start, breaks, rules.Counting, limit);
            parts.Add(text[start..end].Trim());
            for (start = end; start < text.Length && char.IsWhiteSpace(text[start]);)
            {
                start++;
            }
        }

        return parts;
    }

    private static int EndOf(string text, int start, BreakPoints breaks, string counting, int limit)
    {
        var furthest = Furthest(text, start, breaks, counting, limit);
        return furthest == text.Length
            ? furthest
            : breaks.Best(start, furthest);
    }

    /// <summary>The last point at which what came since <paramref name="start"/> still fits; the first one where nothing does.</summary>
    private static int Furthest(string text, int start, BreakPoints breaks, string counting, int limit)
    {
        var first = breaks.IndexAfter(start);
        var (fits, tooFar) = (first, breaks.Count);
        for (var step = 1; fits < tooFar - 1;)
        {
            var tried = Math.Min(fits + step, tooFar - 1);
            if (TextCounter.Count(text[start..breaks[tried]].TrimEnd(), counting) <= limit)
            {
                fits = tried;
                step *= 2;
            }
            else
            {
                tooFar = tried;
                step = Math.Max(1, (tooFar - fits) / 2);
            }
        }

        return breaks[fits];
    }
}
