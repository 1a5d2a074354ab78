using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Vault;

/// <summary>Seals and opens the secrets that are kept in the database. Only this service holds its keys.</summary>
internal sealed class CredentialVault(IKeySource keySet)
{
    public byte[] Seal(string secret, SecretPlace place)
    {
        var keys = keySet.Current;
        var plaintext = Encoding.UTF8.GetBytes(secret);
        try
        {
            return Envelope.Seal(plaintext, place, keys.Primary, keys.PrimaryKey.Span);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <exception cref="CryptographicException">It was changed, belongs elsewhere, or its key is gone.</exception>
    public string Open(byte[] sealedSecret, SecretPlace place)
    {
        var plaintext = Envelope.Open(sealedSecret, place, keySet.Current.Find);
        try
        {
            return Encoding.UTF8.GetString(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
