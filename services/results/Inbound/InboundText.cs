using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Results.Inbound;

/// <summary>What is common to the forms in which platforms tell.</summary>
internal static class InboundText
{
    /// <returns>Null for what is no text, or cannot be kept.</returns>
    public static string? TextOf(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal)
                    ? text
                    : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            return null;
        }
    }

    public static string? ExternalIdOf(string? text) => text is { Length: > 0 and <= InboundEvent.LongestExternalId } ? text : null;

    /// <summary>For a platform that gives its events no ids. Of what it is made of, nothing can be read back without knowing it.</summary>
    public static string IdOf(params IEnumerable<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    public static bool IsSignature(string hex, string verificationKey, params ReadOnlySpan<byte> signed)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> told = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(verificationKey), signed, expected);
        return hex.Length == told.Length * 2
            && Convert.FromHexString(hex, told, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(told, expected);
    }

    public static DateTimeOffset? InstantOf(JsonElement element, string name)
    {
        const long Milliseconds = 100_000_000_000;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var told) && told.ValueKind == JsonValueKind.Number
            && told.TryGetInt64(out var number) && number > 0 && (number > Milliseconds ? number / 1000 : number) is var seconds and < uint.MaxValue
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }

    public static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
