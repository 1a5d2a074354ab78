using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Auth.Vault;

/// <summary>The keys that encrypt the data keys: one of them seals, all that are not disabled open.</summary>
internal sealed partial class VaultKeySet
{
    private const int FewestDistinctBytes = 12;

    private readonly Dictionary<string, byte[]> _keys;

    private VaultKeySet(string primary, Dictionary<string, byte[]> keys)
    {
        Primary = primary;
        _keys = keys;
    }

    public string Primary { get; }

    public ReadOnlyMemory<byte> PrimaryKey => _keys[Primary];

    /// <summary>Of all keys that open.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <exception cref="VaultKeySetException">The key must not be used.</exception>
    public static VaultKeySet Of(string id, byte[] key)
    {
        Check(id, key);
        return new VaultKeySet(id, new(StringComparer.Ordinal) { [id] = key });
    }

    /// <exception cref="CryptographicException">There is no such key any more.</exception>
    public ReadOnlyMemory<byte> Find(string keyId) =>
        _keys.TryGetValue(keyId, out var key) ? key : throw new CryptographicException("The key of this secret is not in the key set.");

    /// <exception cref="VaultKeySetException">The text is no key set, or one that must not be used.</exception>
    public static VaultKeySet Parse(ReadOnlySpan<byte> json)
    {
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, JsonSerializerOptions.Web)
                ?? throw new VaultKeySetException("The key set is empty.");
        }
        catch (JsonException)
        {
            // The exception quotes the text around the error, and the text is keys.
            throw new VaultKeySetException("The key set is not the JSON that is expected.");
        }

        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (id, entry) in document.Keys ?? [])
        {
            if (!KeyId().IsMatch(id))
            {
                throw new VaultKeySetException("A key id has up to 64 letters, digits, '-' and '_'.");
            }

            if (!string.Equals(entry.Status, "disabled", StringComparison.Ordinal))
            {
                keys.Add(id, KeyOf(id, entry));
            }
        }

        if (document.Primary is not { } primary || !keys.ContainsKey(primary)
            || !string.Equals(document.Keys![primary].Status, "enabled", StringComparison.Ordinal))
        {
            throw new VaultKeySetException("The primary key must be in the key set, and enabled.");
        }

        return new VaultKeySet(primary, keys);
    }

    private static byte[] KeyOf(string id, Entry entry)
    {
        if (entry.Status is not ("enabled" or "decrypt_only"))
        {
            throw new VaultKeySetException($"Key '{id}': the status is enabled, decrypt_only or disabled.");
        }

        var key = new byte[Envelope.KeyLength];
        if (!Convert.TryFromBase64String(entry.B64 ?? "", key, out var length) || length != Envelope.KeyLength)
        {
            throw new VaultKeySetException($"Key '{id}' must be {Envelope.KeyLength} bytes in base64.");
        }

        Check(id, key);
        return key;
    }

    /// <summary>Refuses placeholders of examples: a random key looks like one of them once in more tries than anybody makes.</summary>
    private static void Check(string id, byte[] key)
    {
        if (key.Length != Envelope.KeyLength)
        {
            throw new VaultKeySetException($"Key '{id}' must be {Envelope.KeyLength} bytes.");
        }

        var counts = Enumerable.Range(0, key.Length).All(i => key[i] == (byte)(key[0] + i));
        var isText = key.All(value => value is >= 0x20 and < 0x7f);
        if (counts || isText || key.Distinct().Count() < FewestDistinctBytes)
        {
            throw new VaultKeySetException($"Key '{id}' is not random.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyId();

    private sealed record Document(string? Primary, Dictionary<string, Entry>? Keys);

    private sealed record Entry(string? B64, string? Status);
}

internal sealed class VaultKeySetException(string message) : Exception(message);
