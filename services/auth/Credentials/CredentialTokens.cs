using System.Security.Cryptography;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>Puts a platform's tokens into a credential, sealed, and says when they are to be renewed.</summary>
internal sealed class CredentialTokens(CredentialVault vault, TimeProvider clock)
{
    private const double RenewAtShareOfLife = 0.7;

    /// <summary>So that the accounts connected together are not all renewed together.</summary>
    private const double Jitter = 0.05;

    /// <param name="isRenewal">Not the first tokens of this consent.</param>
    public void Keep(Credential credential, OAuthTokens tokens, OAuth2Scheme scheme, bool isRenewal)
    {
        var now = clock.GetUtcNow();
        var share = RenewAtShareOfLife + (Jitter * ((RandomNumberGenerator.GetInt32(2001) - 1000) / 1000d));

        // Where access tokens renew themselves, the latest one is also what the next one is asked for with.
        var refreshToken = scheme.Renewal is null ? tokens.RefreshToken : tokens.AccessToken;
        credential.KeepTokens(
            vault.Seal(tokens.AccessToken, credential.Place(Credential.AccessTokenColumn)),
            refreshToken is null ? null : vault.Seal(refreshToken, credential.Place(Credential.RefreshTokenColumn)),
            tokens.Scopes ?? (isRenewal ? credential.Scopes : [.. scheme.Scopes, .. scheme.OptionalScopes]),
            tokens.ExpiresAt,
            tokens.ExpiresAt is { } end ? now + ((end - now) * share) : null);
        credential.KeepRefreshEnd(tokens.RefreshExpiresAt, isRenewal);
    }
}
