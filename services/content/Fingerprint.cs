using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Content.Text;

namespace ContentMultiplier.Content;

/// <summary>
/// Says what a text looks like without saying the text: links and words apart, because platforms rewrite links.
/// By it a lost answer is looked for among what an account has posted.
/// </summary>
public static class Fingerprint
{
    private const int WordsLength = 16;
    private const int LinksLength = 8;

    /// <summary>The same for texts that differ in white space, in composed accents or in the way a link is written.</summary>
    public static string Of(string text)
    {
        text = Normalization.ToFormC(text);
        var words = new StringBuilder(text.Length);
        var links = new StringBuilder();
        var at = 0;
        foreach (var url in UrlScanner.Find(text))
        {
            words.Append(text, at, url.Start - at).Append(' ');
            links.Append(WithoutScheme(text[url.Start..url.End]).TrimEnd('/')).Append(' ');
            at = url.End;
        }

        words.Append(text, at, text.Length - at);
        return $"{Digest(Collapse(WithoutScheme(words.ToString())), WordsLength)}-{Digest(links.ToString(), LinksLength)}";
    }

    /// <summary>The words are the same, whatever became of the links.</summary>
    public static bool SameWords(string one, string other) =>
        one.Length > WordsLength && other.Length > WordsLength && one.AsSpan(0, WordsLength).SequenceEqual(other.AsSpan(0, WordsLength));

    /// <summary>A platform may link a name that was written without a scheme, and then shows one.</summary>
    private static string WithoutScheme(string text) =>
        text.Replace("https://", "", StringComparison.OrdinalIgnoreCase).Replace("http://", "", StringComparison.OrdinalIgnoreCase);

    private static string Collapse(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Digest(string text, int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..(length / 2)]);
    }
}
