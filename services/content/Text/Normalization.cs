using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ContentMultiplier.Content.Data;

namespace ContentMultiplier.Content.Text;

/// <summary>
/// Unicode normalization forms C and KC. The suite runs with invariant globalization, in which
/// <see cref="string.Normalize()"/> gives its text back as it is.
/// </summary>
public static class Normalization
{
    private const int HangulSyllables = 0xAC00;
    private const int HangulLeads = 0x1100;
    private const int HangulVowels = 0x1161;
    private const int HangulTrails = 0x11A7;
    private const int HangulLeadCount = 19;
    private const int HangulVowelCount = 21;
    private const int HangulTrailCount = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Load);
    private static readonly Lazy<FrozenDictionary<int, int[]>> Compatible = new(Tables.LoadCompatible);

    public static string ToFormC(string text)
    {
        // Nothing below U+0300 combines with what precedes it.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return text;
        }

        var tables = Data.Value;
        foreach (var rune in text.EnumerateRunes())
        {
            if (tables.Unsettled.Contains(rune.Value))
            {
                return Compose(Decompose(text, tables, other: null), tables);
            }
        }

        return text;
    }

    /// <summary>Characters that differ in their form alone, such as wide or raised ones, become the same as well.</summary>
    public static string ToFormKC(string text) =>
        Ascii.IsValid(text) ? text : Compose(Decompose(text, Data.Value, Compatible.Value), Data.Value);

    /// <param name="other">What else stands for something, next to what canonically does.</param>
    private static List<(int Point, byte Class)> Decompose(string text, Tables tables, FrozenDictionary<int, int[]>? other)
    {
        var points = new List<(int Point, byte Class)>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(rune.Value);
        }

        for (var i = 0; i < points.Count; i++)
        {
            var first = i;
            while (i < points.Count && points[i].Class > 0)
            {
                i++;
            }

            if (i - first > 1)
            {
                // Marks of one class keep their order.
                var ordered = points.GetRange(first, i - first).OrderBy(mark => mark.Class).ToList();
                CollectionsMarshal.AsSpan(ordered).CopyTo(CollectionsMarshal.AsSpan(points)[first..]);
            }
        }

        return points;

        void Append(int point)
        {
            if (tables.Decompositions.TryGetValue(point, out var parts) || other?.TryGetValue(point, out parts) == true)
            {
                Array.ForEach(parts, Append);
            }
            else
            {
                points.Add((point, tables.Classes.GetValueOrDefault(point)));
            }
        }
    }

    private static string Compose(List<(int Point, byte Class)> points, Tables tables)
    {
        var starter = -1;
        var kept = 0;
        var lastClass = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var (point, order) = points[i];
            var adjacent = starter == kept - 1;
            if (starter >= 0 && (adjacent || lastClass < order)
                && Pair(points[starter].Point, point, tables) is { } composed)
            {
                points[starter] = (composed, 0);
                continue;
            }

            if (order == 0)
            {
                starter = kept;
            }

            lastClass = order;
            points[kept++] = (point, order);
        }

        var text = new StringBuilder(kept);
        for (var i = 0; i < kept; i++)
        {
            text.Append(new Rune(points[i].Point));
        }

        return text.ToString();
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        var lead = first - HangulLeads;
        var vowel = second - HangulVowels;
        if (lead is >= 0 and < HangulLeadCount && vowel is >= 0 and < HangulVowelCount)
        {
            return HangulSyllables + (((lead * HangulVowelCount) + vowel) * HangulTrailCount);
        }

        var syllable = first - HangulSyllables;
        var trail = second - HangulTrails;
        if (syllable is >= 0 and < HangulLeadCount * HangulVowelCount * HangulTrailCount
            && syllable % HangulTrailCount == 0 && trail is > 0 and < HangulTrailCount)
        {
            return first + trail;
        }

        return tables.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private sealed record Tables(
        FrozenDictionary<int, byte> Classes,
        FrozenDictionary<int, int[]> Decompositions,
        FrozenDictionary<(int, int), int> Compositions,
        FrozenSet<int> Unsettled)
    {
        public static Tables Load()
        {
            var classes = new Dictionary<int, byte>();
            var decompositions = new Dictionary<int, int[]>();
            var compositions = new Dictionary<(int, int), int>();
            var unsettled = new HashSet<int>(Enumerable.Range(HangulVowels, HangulVowelCount));
            unsettled.UnionWith(Enumerable.Range(HangulTrails + 1, HangulTrailCount - 1));
            foreach (var line in EmbeddedLines.Of("normalization.txt"))
            {
                var mark = line.AsSpan().IndexOfAny(":=>");
                var (left, right) = (line[..mark], line[(mark + 1)..]);
                if (line[mark] == ':')
                {
                    var range = left.Split('-');
                    for (var point = Hex(range[0]); point <= Hex(range[^1]); point++)
                    {
                        classes[point] = byte.Parse(right);
                        unsettled.Add(point);
                    }

                    continue;
                }

                var parts = Array.ConvertAll(right.Split(' '), Hex);
                decompositions[Hex(left)] = parts;
                if (line[mark] == '=')
                {
                    compositions[(parts[0], parts[1])] = Hex(left);
                    unsettled.Add(parts[1]);
                }
                else
                {
                    unsettled.Add(Hex(left));
                }
            }

            return new(
                classes.ToFrozenDictionary(),
                decompositions.ToFrozenDictionary(),
                compositions.ToFrozenDictionary(),
                unsettled.ToFrozenSet());
        }

        public static FrozenDictionary<int, int[]> LoadCompatible() => EmbeddedLines.Of("compatibility.txt")
            .Select(line => line.Split('='))
            .ToFrozenDictionary(pair => Hex(pair[0]), pair => Array.ConvertAll(pair[1].Split(' '), Hex));

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber);
    }
}
