namespace ContentMultiplier.Content.Text;

/// <summary>Port, path and query of a link: as far as they go, less the punctuation that ends a sentence.</summary>
internal static class UrlTail
{
    public static int EndFrom(ReadOnlySpan<char> text, int at, out bool hasPath)
    {
        var end = PortEndFrom(text, at);
        hasPath = end < text.Length && text[end] == '/';
        return QueryEndFrom(text, hasPath ? PathEndFrom(text, end) : end);
    }

    public static int QueryEndFrom(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] != '?')
        {
            return at;
        }

        var end = at;
        for (var i = at + 1; i < text.Length && UrlCharacters.InQuery(text[i]); i++)
        {
            if (UrlCharacters.EndsQuery(text[i]))
            {
                end = i + 1;
            }
        }

        return end;
    }

    private static int PortEndFrom(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length || text[at] != ':' || !char.IsAsciiDigit(text[at + 1]))
        {
            return at;
        }

        at++;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int PathEndFrom(ReadOnlySpan<char> text, int slash)
    {
        var end = slash + 1;
        for (var i = end; i < text.Length;)
        {
            var parentheses = ParenthesesLengthAt(text[i..], nested: true);
            if (parentheses > 0)
            {
                i += parentheses;
                end = i;
                continue;
            }

            if (!UrlCharacters.InPath(text[i]))
            {
                break;
            }

            if (UrlCharacters.EndsPath(text[i++]))
            {
                end = i;
            }
        }

        return end;
    }

    /// <summary>Balanced, not empty, at most one inside another: as in <c>/wiki/Primer_(film)</c>.</summary>
    private static int ParenthesesLengthAt(ReadOnlySpan<char> text, bool nested)
    {
        if (text[0] != '(')
        {
            return 0;
        }

        var i = 1;
        while (i < text.Length)
        {
            if (text[i] == ')')
            {
                return i > 1 ? i + 1 : 0;
            }

            var inner = nested ? ParenthesesLengthAt(text[i..], nested: false) : 0;
            if (inner == 0 && !UrlCharacters.InPath(text[i]))
            {
                return 0;
            }

            nested &= inner == 0;
            i += Math.Max(inner, 1);
        }

        return 0;
    }
}
