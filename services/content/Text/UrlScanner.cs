using System.Globalization;
using System.Runtime.InteropServices;

namespace ContentMultiplier.Content.Text;

/// <summary>A link in a text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UrlSpan(int Start, int End);

/// <summary>
/// Finds what X turns into links. A scanner rather than the published regular expressions: those backtrack, and what they
/// read here was written by strangers.
/// </summary>
internal static class UrlScanner
{
    private const int MaxUrlLength = 4096;
    private const int MaxLabelLength = 63;
    private const int MaxShortLinkSlug = 40;

    private static readonly string[] Protocols = ["https://", "http://"];
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    public static List<UrlSpan> Find(string text)
    {
        var found = new List<UrlSpan>();
        if (!text.Contains('.'))
        {
            return found;
        }

        var run = DomainRun.None;
        var from = 0;
        for (var start = 0; start < text.Length; start++)
        {
            // A link begins the text, or follows a character that no earlier link has taken.
            if (start > 0 && (start <= from || !UrlCharacters.CanPrecede(text[start - 1])))
            {
                continue;
            }

            var protocol = ProtocolLengthAt(text, start);
            if (protocol > 0)
            {
                run = DomainRun.At(text, start + protocol);
                var domain = run.DomainEndFrom(start + protocol);
                if (domain > 0)
                {
                    from = AddWithProtocol(text, start, start + protocol, domain, found);
                    start = from - 1;
                    continue;
                }
            }

            if (!UrlCharacters.InDomain(text[start]))
            {
                continue;
            }

            if (start >= run.End || start < run.Start)
            {
                run = DomainRun.At(text, start);
            }

            if (!run.HasDomain)
            {
                // Only a protocol may begin at its end.
                start = Math.Max(start, run.End - Protocols[0].Length);
                continue;
            }

            var end = run.DomainEndFrom(start);
            if (end > 0)
            {
                from = AddBare(text, start, end, found);
                start = from - 1;
            }
        }

        return found;
    }

    private static int ProtocolLengthAt(string text, int start)
    {
        foreach (var protocol in Protocols)
        {
            if (string.Compare(text, start, protocol, 0, protocol.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return protocol.Length;
            }
        }

        return 0;
    }

    private static int AddWithProtocol(string text, int start, int domain, int domainEnd, List<UrlSpan> found)
    {
        var end = UrlTail.EndFrom(text, domainEnd, out _);
        if (!IsValid(text.AsSpan(domain, domainEnd - domain), domain - start + end - start))
        {
            return end;
        }

        // Nothing but a query belongs to a t.co link after its slug.
        var url = text.AsSpan(start, end - start);
        var slug = domain - start + "t.co/".Length;
        if (url[(domain - start)..].StartsWith("t.co/", StringComparison.OrdinalIgnoreCase)
            && url.Length > slug && char.IsAsciiLetterOrDigit(url[slug]))
        {
            var slugEnd = start + slug;
            while (slugEnd < end && char.IsAsciiLetterOrDigit(text[slugEnd]))
            {
                slugEnd++;
            }

            if (slugEnd - start - slug > MaxShortLinkSlug)
            {
                return end;
            }

            found.Add(new(start, UrlTail.QueryEndFrom(text.AsSpan(0, end), slugEnd)));
            return end;
        }

        found.Add(new(start, end));
        return end;
    }

    /// <summary>Without a protocol only Latin names are links; one run of letters may hold several.</summary>
    private static int AddBare(string text, int start, int domainEnd, List<UrlSpan> found)
    {
        var end = UrlTail.EndFrom(text, domainEnd, out var hasPath);
        var domain = text.AsSpan(start, domainEnd - start);
        if ((start > 0 && !UrlCharacters.CanPrecedeBareDomain(text[start - 1]))
            || !IsValid(domain, "https://".Length + end - start))
        {
            return end;
        }

        var before = found.Count;
        AddLatinDomains(domain, start, found);
        if (hasPath && found.Count > before)
        {
            found[^1] = found[^1] with { End = end };
        }

        return end;
    }

    private static void AddLatinDomains(ReadOnlySpan<char> text, int offset, List<UrlSpan> found)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = LatinDomainEnd(text, at, out var scanned);
            if (end > 0)
            {
                found.Add(new(offset + at, offset + end));
            }

            at = end > 0 ? end : Math.Max(scanned, at + 1);
        }
    }

    private static int LatinDomainEnd(ReadOnlySpan<char> text, int at, out int scanned)
    {
        var end = 0;
        var label = at;
        for (scanned = at; scanned < text.Length; scanned++)
        {
            if (text[scanned] == '.' && scanned > label)
            {
                label = scanned + 1;
                var length = TopLevelDomains.LengthAt(text[label..]);
                end = length > 0 ? label + length : end;
            }
            else if (!UrlCharacters.InLatinLabel(text[scanned]))
            {
                break;
            }
        }

        return end;
    }

    private static bool IsValid(ReadOnlySpan<char> domain, int length)
    {
        if (length > MaxUrlLength
            || (domain.StartsWith("xn--", StringComparison.Ordinal) && !HoldsLatinDomain(domain)))
        {
            return false;
        }

        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > MaxLabelLength || !EncodesShortly(label))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsLatinDomain(ReadOnlySpan<char> domain)
    {
        var found = new List<UrlSpan>();
        AddLatinDomains(domain, 0, found);
        return found.Count > 0;
    }

    private static bool EncodesShortly(ReadOnlySpan<char> label)
    {
        if (System.Text.Ascii.IsValid(label))
        {
            return true;
        }

        try
        {
            return Idn.GetAscii(label.ToString()).Length <= MaxLabelLength;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
