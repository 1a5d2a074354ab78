namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>A key as settings give it: base64 of 32 random bytes.</summary>
public static class KeyText
{
    private const int Length = 32;

    /// <summary>Is it one at all? Bytes that are all the same are a placeholder that somebody forgot.</summary>
    public static bool IsValid(string text)
    {
        Span<byte> bytes = stackalloc byte[Length + 1];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Length && bytes[..Length].ContainsAnyExcept(bytes[0]);
    }
}
