using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.ApiKeys;

/// <summary>
/// <c>cm_live_&lt;8 id&gt;_&lt;32 secret&gt;_&lt;6 checksum&gt;</c>, in base 62. The fixed prefix lets secret scanners find leaked keys, the
/// checksum lets them (and us) tell a key from a typing error without a look-up.
/// </summary>
internal sealed class ApiKeyText
{
    public const string Prefix = "cm_live_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 8;
    private const int SecretLength = 32;
    private const int ChecksumLength = 6;
    private const int SecretAt = 8 + IdLength + 1;
    private const int ChecksumAt = SecretAt + SecretLength + 1;
    private const int Length = ChecksumAt + ChecksumLength;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    private readonly string _text;

    private ApiKeyText(string text) => _text = text;

    public string KeyId => _text.Substring(Prefix.Length, IdLength);

    public static ApiKeyText Create()
    {
        var id = RandomNumberGenerator.GetString(Alphabet, IdLength);
        var secret = RandomNumberGenerator.GetString(Alphabet, SecretLength);
        var body = $"{Prefix}{id}_{secret}";
        return new ApiKeyText($"{body}_{Checksum(body)}");
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[SecretAt - 1] != '_'
            || text[ChecksumAt - 1] != '_' || text.AsSpan(Prefix.Length, IdLength).ContainsAnyExcept(Digits)
            || !text.AsSpan(ChecksumAt).SequenceEqual(Checksum(text[..(ChecksumAt - 1)])))
        {
            return false;
        }

        key = new ApiKeyText(text);
        return true;
    }

    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(_text));

    /// <summary>The whole key. It is shown once.</summary>
    public string Reveal() => _text;

    public override string ToString() => Prefix + KeyId;

    /// <summary>CRC-32 (IEEE 802.3) in base 62.</summary>
    private static string Checksum(string body)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.UTF8.GetBytes(body))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        crc = ~crc;
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(crc % 62)];
            crc /= 62;
        }

        return new string(digits);
    }
}
