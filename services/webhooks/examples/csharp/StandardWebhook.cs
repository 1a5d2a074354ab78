using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Webhooks.Examples;

/// <summary>
/// Checks a request against the secret of its webhook (Standard Webhooks). Give it the body as it came, byte for byte: JSON that was
/// read and written again has another signature.
/// </summary>
public sealed class StandardWebhook(string secret, TimeProvider clock)
{
    private const string Prefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly byte[] _key = KeyOf(secret);

    /// <summary>Is it ours, unchanged, and sent just now?</summary>
    public bool Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id)
            || string.IsNullOrEmpty(signatures)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - sentAt) > Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(_key, signed);

        // While a secret is being rotated there are several; what is not understood is passed over.
        var found = false;
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var entry in signatures.Split(' '))
        {
            found |= entry.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64String(entry["v1,".Length..], signature, out var length)
                && length == signature.Length
                && CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return found;
    }

    private static byte[] KeyOf(string secret)
    {
        var key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        return key.Length > 0 ? key : throw new ArgumentException("The secret is empty.", nameof(secret));
    }
}
