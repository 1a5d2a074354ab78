using System.Runtime.InteropServices;

namespace ContentMultiplier.Content.Text;

/// <summary>
/// A stretch of characters of domain names, with what is a domain in it worked out once: in scripts without spaces
/// every one of its characters may be the first of a link.
/// </summary>
internal sealed class DomainRun
{
    public static readonly DomainRun None = new("", 0, 0);

    private readonly string _text;
    private readonly List<Dot> _dots = [];

    private DomainRun(string text, int start, int end)
    {
        _text = text;
        Start = start;
        End = end;

        var underscore = -1;
        for (var i = start; i < end; i++)
        {
            if (text[i] == '_')
            {
                underscore = i;
            }
            else if (text[i] == '.')
            {
                var topLevel = TopLevelDomains.LengthAt(text.AsSpan(i + 1));
                _dots.Add(new(i, underscore, topLevel == 0 ? 0 : i + 1 + topLevel));
                HasDomain |= topLevel > 0;
            }
        }

        for (var i = _dots.Count - 1; i >= 0; i--)
        {
            _dots[i] = _dots[i] with { DomainEnd = EndFor(i == 0 ? start : _dots[i - 1].Position + 1, i) };
        }
    }

    public int Start { get; }

    public int End { get; }

    /// <summary>False when no character of it can be the first of a domain.</summary>
    public bool HasDomain { get; }

    public static DomainRun At(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '.' || UrlCharacters.InLabel(text[end])))
        {
            end++;
        }

        return new(text, start, end);
    }

    /// <summary>Where the longest domain that begins here ends; 0 when none does.</summary>
    public int DomainEndFrom(int start)
    {
        var (low, high) = (0, _dots.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _dots[middle].Position < start ? (middle + 1, high) : (low, middle);
        }

        return low == _dots.Count ? 0 : EndFor(start, low);
    }

    private int EndFor(int first, int index)
    {
        var dot = _dots[index];
        if (dot.Position <= first || !UrlCharacters.InDomain(_text[first]) || !UrlCharacters.InDomain(_text[dot.Position - 1]))
        {
            return 0;
        }

        if (index + 1 < _dots.Count && _dots[index + 1].DomainEnd > 0)
        {
            return _dots[index + 1].DomainEnd;
        }

        // Underscores are for host names, not for the name that was registered.
        return dot.UnderscoreBefore >= first ? 0 : dot.TopLevelEnd;
    }

    /// <param name="TopLevelEnd">Where the top-level domain after it ends; 0 when there is none.</param>
    /// <param name="DomainEnd">Where the longest domain ends whose first label is the one before this dot.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Dot(int Position, int UnderscoreBefore, int TopLevelEnd, int DomainEnd = 0);
}
