using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Sandbox.Mail;

/// <summary>Reads a mail of one part: headers with RFC 2047 words, and a body in quoted-printable, base64 or as it is.</summary>
internal static partial class MimeText
{
    public static (IReadOnlyDictionary<string, string> Headers, string Text) Read(string raw)
    {
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? raw : raw[..end];
        var body = end < 0 ? "" : raw[(end + 4)..];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Folding().Replace(head, " ").Split("\r\n"))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                headers.TryAdd(name.Trim(), Word().Replace(value.Trim(), DecodeWord));
            }
        }

        return (headers, headers.GetValueOrDefault("Content-Transfer-Encoding")?.ToLowerInvariant() switch
        {
            "quoted-printable" => QuotedPrintable(body.Replace("=\r\n", "", StringComparison.Ordinal)),
            "base64" => Base64(body),
            _ => body,
        });
    }

    private static string DecodeWord(Match word) => word.Groups["encoding"].Value is "B" or "b"
        ? Base64(word.Groups["text"].Value)
        : QuotedPrintable(word.Groups["text"].Value.Replace('_', ' '));

    private static string Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes.AsSpan(0, length)) : text;
    }

    private static string QuotedPrintable(string text)
    {
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"\r\n[ \t]+", RegexOptions.None, 1000)]
    private static partial Regex Folding();

    [GeneratedRegex(@"=\?utf-8\?(?<encoding>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
