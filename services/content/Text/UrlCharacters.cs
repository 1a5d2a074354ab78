using System.Buffers;

namespace ContentMultiplier.Content.Text;

/// <summary>Which characters may stand where in a link, by the rules that X publishes with twitter-text.</summary>
internal static class UrlCharacters
{
    private const string Invalid = "\uFFFE\uFEFF\uFFFF";

    private static readonly SearchValues<char> NotInDomain = SearchValues.Create(
        "!'#%&()*+,\\-./:;<=>?@[]^_{|}~$"
        + "\t\n\v\f\r \u0085\u00A0\u1680\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000"
        + Directional
        + Invalid);

    private const string Directional = "\u202A\u202B\u202C\u202D\u202E\u061C\u200E\u200F\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> NotBeforeUrl = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@\uFF20$#\uFF03" + Invalid);

    public static bool CanPrecede(char c) => !NotBeforeUrl.Contains(c);

    public static bool CanPrecedeBareDomain(char c) => c is not ('-' or '_' or '.' or '/');

    public static bool InDomain(char c) => !NotInDomain.Contains(c);

    public static bool InLabel(char c) => c is '-' or '_' || InDomain(c);

    public static bool InLatinLabel(char c) => c == '-' || char.IsAsciiLetterOrDigit(c) || IsLatinAccent(c);

    public static bool InPath(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!*';:=+,.$/%#[]-\u2013_~@|&".Contains(c) || IsCyrillic(c) || IsLatinAccent(c);

    public static bool EndsPath(char c) =>
        char.IsAsciiLetterOrDigit(c) || "+-=_#/".Contains(c) || IsCyrillic(c) || IsLatinAccent(c);

    public static bool InQuery(char c) => char.IsAsciiLetterOrDigit(c) || "!?*'@();:&=+$/%#[]-_.,~|".Contains(c);

    public static bool EndsQuery(char c) => char.IsAsciiLetterOrDigit(c) || "-_&=#/".Contains(c);

    private static bool IsCyrillic(char c) => c is >= '\u0400' and <= '\u04FF';

    private static bool IsLatinAccent(char c) =>
        c is >= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7')
            or >= '\u0300' and <= '\u036F'
            or >= '\u1E00' and <= '\u1EFF'
        || "\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB".Contains(c);
}
