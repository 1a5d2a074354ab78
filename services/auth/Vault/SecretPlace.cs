using System.Buffers.Binary;
using System.Text;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// Where a secret belongs. It is authenticated with the ciphertext, so that a secret moved to another workspace,
/// platform, credential or column does not open.
/// </summary>
internal sealed record SecretPlace(Guid WorkspaceId, string Platform, Guid CredentialId, string Column)
{
    public byte[] SecretContext() => Encode("cm.cred.v1", null);

    public byte[] KeyContext(string keyId) => Encode("cm.dek.v1", keyId);

    private byte[] Encode(string purpose, string? keyId)
    {
        string[] parts = keyId is null
            ? [purpose, WorkspaceId.ToString("D"), Platform, CredentialId.ToString("D"), Column]
            : [purpose, keyId, WorkspaceId.ToString("D"), Platform, CredentialId.ToString("D"), Column];

        // Lengths in front keep ("ab","c") and ("a","bc") apart.
        var result = new byte[parts.Sum(part => sizeof(uint) + Encoding.UTF8.GetByteCount(part))];
        var at = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, result.AsSpan(at + sizeof(uint)));
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(at), (uint)length);
            at += sizeof(uint) + length;
        }

        return result;
    }
}
