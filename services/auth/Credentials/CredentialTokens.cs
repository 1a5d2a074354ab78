using System.Security.Cryptography;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Vault;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>Puts a platform's tokens into a credential, sealed, and says when they are to be renewed.</summary>
internal sealed class CredentialTokens(CredentialVault vault, TimeProvider clock)
{
    private const double RenewAtShareOfLife = 0.7;

    /// <summary>So that the accounts connected together are not all renewed together.</summary>
    private const double Jitter = 0.05;

    public void Keep(Credential credential, OAuthTokens tokens, IReadOnlyList<string> askedScopes)
    {
        var now = clock.GetUtcNow();
        var share = RenewAtShareOfLife + (Jitter * ((RandomNumberGenerator.GetInt32(2001) - 1000) / 1000d));
        credential.KeepTokens(
            vault.Seal(tokens.AccessToken, credential.Place(Credential.AccessTokenColumn)),
            tokens.RefreshToken is null ? null : vault.Seal(tokens.RefreshToken, credential.Place(Credential.RefreshTokenColumn)),
            tokens.Scopes ?? [.. askedScopes],
            tokens.ExpiresAt,
            tokens.ExpiresAt is { } end ? now + ((end - now) * share) : null);
    }
}
