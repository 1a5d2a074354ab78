using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>The access token: opaque to the client, encrypted and authenticated under the shared key ring.</summary>
internal sealed class AccessTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const int PayloadLength = 16 + sizeof(long);

    private readonly IDataProtector _protector = protection.CreateProtector("cm.access");

    public string Issue(Guid sessionId)
    {
        Span<byte> payload = stackalloc byte[PayloadLength];
        sessionId.TryWriteBytes(payload);
        BinaryPrimitives.WriteInt64BigEndian(payload[16..], (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        return Base64Url.EncodeToString(_protector.Protect(payload.ToArray()));
    }

    /// <returns>The session; null when the token is not one of ours, was changed or has ended.</returns>
    public Guid? Open(string token)
    {
        try
        {
            var payload = _protector.Unprotect(Base64Url.DecodeFromChars(token));
            return payload.Length == PayloadLength
                && BinaryPrimitives.ReadInt64BigEndian(payload.AsSpan(16)) > clock.GetUtcNow().ToUnixTimeMilliseconds()
                    ? new Guid(payload.AsSpan(0, 16))
                    : null;
        }
        catch (Exception notOurs) when (notOurs is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>For what only this service reads again.</summary>
    public byte[] Encrypt(string text) => _protector.CreateProtector("refresh").Protect(Encoding.UTF8.GetBytes(text));

    public string Decrypt(byte[] encrypted) => Encoding.UTF8.GetString(_protector.CreateProtector("refresh").Unprotect(encrypted));
}
