using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace ContentMultiplier.Auth.Users;

/// <summary>
/// Time-based one-time passwords, RFC 6238 with what authenticator apps take for granted: HMAC-SHA-1, six digits, thirty seconds.
/// </summary>
internal static class Totp
{
    private const int Digits = 6;
    private const int Period = 30;

    /// <summary>How many steps a phone's clock may be off, RFC 6238 section 5.2.</summary>
    private const int Skew = 1;

    private const string Issuer = "Content Multiplier";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>160 bits, as long as the hash: RFC 4226 section 4.</summary>
    public static string NewSecret() => Encode(RandomNumberGenerator.GetBytes(20));

    public static string UriOf(string secret, string email) =>
        $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(email)}?secret={secret}&issuer={Uri.EscapeDataString(Issuer)}"
        + $"&algorithm=SHA1&digits={Digits}&period={Period}";

    /// <returns>The step that the code belongs to; null when it is wrong or of a step not after the given one.</returns>
    public static long? Match(string secret, string code, DateTimeOffset now, long after)
    {
        var key = Decode(secret);
        var current = now.ToUnixTimeSeconds() / Period;
        long? match = null;
        for (var step = current - Skew; step <= current + Skew; step++)
        {
            // All of them, whichever matches: the time does not tell.
            var matches = CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.UTF8.GetBytes(CodeOf(key, step)), System.Text.Encoding.UTF8.GetBytes(code));
            match = matches && step > after ? step : match;
        }

        CryptographicOperations.ZeroMemory(key);
        return match;
    }

    public static string CodeAt(string secret, DateTimeOffset instant) => CodeOf(Decode(secret), instant.ToUnixTimeSeconds() / Period);

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = Base32[(buffer >> bits) & 31];
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            text[at] = Base32[(buffer << (5 - bits)) & 31];
        }

        return new string(text);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var digit in text)
        {
            (buffer, bits) = ((buffer << 5) | Base32.IndexOf(digit, StringComparison.Ordinal), bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return bytes;
    }

    [SuppressMessage("Security", "CA5350", Justification = "Authenticator apps know no other; what is known to be weak in SHA-1 does not touch HMAC.")]
    private static string CodeOf(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
        var truncated = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (truncated % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
