using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// <c>"CMV1" | alg | kid length | kid | n1[12] | wrapped data key[32] | t1[16] | n2[12] | ciphertext | t2[16]</c>, AES-256-GCM in
/// both layers. Every secret has its own data key, so a nonce can never meet the same key twice.
/// </summary>
internal static class Envelope
{
    public const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 6;
    private const byte AesGcmInBothLayers = 1;

    private static ReadOnlySpan<byte> Magic => "CMV1"u8;

    public static byte[] Seal(ReadOnlySpan<byte> plaintext, SecretPlace place, string keyId, ReadOnlySpan<byte> key)
    {
        Span<byte> dataKey = stackalloc byte[KeyLength];
        Span<byte> keyNonce = stackalloc byte[NonceLength];
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(dataKey);
        RandomNumberGenerator.Fill(keyNonce);
        RandomNumberGenerator.Fill(nonce);
        try
        {
            return Seal(plaintext, place, keyId, key, dataKey, keyNonce, nonce);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>With chosen randomness, for the known answer.</summary>
    internal static byte[] Seal(
        ReadOnlySpan<byte> plaintext,
        SecretPlace place,
        string keyId,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> dataKey,
        ReadOnlySpan<byte> keyNonce,
        ReadOnlySpan<byte> nonce)
    {
        var sealedSecret = new byte[Overhead(keyId.Length) + plaintext.Length];
        var rest = WriteHeader(sealedSecret, keyId);
        keyNonce.CopyTo(rest);
        rest = rest[NonceLength..];
        using (var wrap = new AesGcm(key, TagLength))
        {
            wrap.Encrypt(keyNonce, dataKey, rest[..KeyLength], rest.Slice(KeyLength, TagLength), place.KeyContext(keyId));
        }

        rest = rest[(KeyLength + TagLength)..];
        nonce.CopyTo(rest);
        rest = rest[NonceLength..];
        using var seal = new AesGcm(dataKey, TagLength);
        seal.Encrypt(nonce, plaintext, rest[..plaintext.Length], rest[plaintext.Length..], place.SecretContext());
        return sealedSecret;
    }

    /// <exception cref="CryptographicException">It was changed, or belongs elsewhere.</exception>
    public static byte[] Open(ReadOnlySpan<byte> sealedSecret, SecretPlace place, Func<string, ReadOnlyMemory<byte>> keys)
    {
        var keyId = KeyIdOf(sealedSecret);
        var rest = sealedSecret[(HeaderLength + keyId.Length)..];
        Span<byte> dataKey = stackalloc byte[KeyLength];
        try
        {
            using (var wrap = new AesGcm(keys(keyId).Span, TagLength))
            {
                wrap.Decrypt(
                    rest[..NonceLength],
                    rest.Slice(NonceLength, KeyLength),
                    rest.Slice(NonceLength + KeyLength, TagLength),
                    dataKey,
                    place.KeyContext(keyId));
            }

            rest = rest[(NonceLength + KeyLength + TagLength)..];
            var plaintext = new byte[rest.Length - NonceLength - TagLength];
            using var seal = new AesGcm(dataKey, TagLength);
            seal.Decrypt(rest[..NonceLength], rest[NonceLength..^TagLength], rest[^TagLength..], plaintext, place.SecretContext());
            return plaintext;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The same secret under another key: its data key is sealed anew, what it sealed stays as it is.</summary>
    /// <exception cref="CryptographicException">It was changed, or belongs elsewhere.</exception>
    public static byte[] Rewrap(
        ReadOnlySpan<byte> sealedSecret, SecretPlace place, Func<string, ReadOnlyMemory<byte>> keys, string keyId, ReadOnlySpan<byte> key)
    {
        var formerId = KeyIdOf(sealedSecret);
        var former = sealedSecret[(HeaderLength + formerId.Length)..];
        var secret = former[(NonceLength + KeyLength + TagLength)..];
        Span<byte> dataKey = stackalloc byte[KeyLength];
        try
        {
            using (var open = new AesGcm(keys(formerId).Span, TagLength))
            {
                open.Decrypt(
                    former[..NonceLength],
                    former.Slice(NonceLength, KeyLength),
                    former.Slice(NonceLength + KeyLength, TagLength),
                    dataKey,
                    place.KeyContext(formerId));
            }

            var rewrapped = new byte[Overhead(keyId.Length) - NonceLength - TagLength + secret.Length];
            var rest = WriteHeader(rewrapped, keyId);
            RandomNumberGenerator.Fill(rest[..NonceLength]);
            using var wrap = new AesGcm(key, TagLength);
            wrap.Encrypt(
                rest[..NonceLength], dataKey, rest.Slice(NonceLength, KeyLength), rest.Slice(NonceLength + KeyLength, TagLength), place.KeyContext(keyId));
            secret.CopyTo(rest[(NonceLength + KeyLength + TagLength)..]);
            return rewrapped;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static Span<byte> WriteHeader(Span<byte> envelope, string keyId)
    {
        Magic.CopyTo(envelope);
        envelope[4] = AesGcmInBothLayers;
        envelope[5] = (byte)keyId.Length;
        Encoding.ASCII.GetBytes(keyId, envelope[HeaderLength..]);
        return envelope[(HeaderLength + keyId.Length)..];
    }

    /// <exception cref="CryptographicException">It is no envelope.</exception>
    private static string KeyIdOf(ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < Overhead(0) || !sealedSecret.StartsWith(Magic) || sealedSecret[4] != AesGcmInBothLayers
            || sealedSecret.Length < Overhead(sealedSecret[5]))
        {
            throw new CryptographicException("This is not a sealed secret.");
        }

        return Encoding.ASCII.GetString(sealedSecret.Slice(HeaderLength, sealedSecret[5]));
    }

    private static int Overhead(int keyIdLength) =>
        HeaderLength + keyIdLength + NonceLength + KeyLength + TagLength + NonceLength + TagLength;
}
