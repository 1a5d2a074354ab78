using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>
/// An account that a connection in the making opens, waiting to be chosen. Its own token may be known before the worker has
/// told what the account is.
/// </summary>
internal sealed class ConnectionAccount
{
    private ConnectionAccount()
    {
    }

    public ConnectionAccount(Credential credential, string externalId)
    {
        CredentialId = credential.Id;
        WorkspaceId = credential.WorkspaceId;
        Platform = credential.Platform;
        ExternalId = externalId;
    }

    public Guid CredentialId { get; private set; }
    public string ExternalId { get; private set; } = "";
    public Guid WorkspaceId { get; private set; }
    public string Platform { get; private set; } = "";
    public DiscoveredAccount? Found { get; private set; }

    /// <summary>The account's own token, sealed.</summary>
    public byte[]? Token { get; private set; }

    public DateTimeOffset? TokenExpiresAt { get; private set; }

    public SecretPlace TokenPlace => new(WorkspaceId, Platform, CredentialId, $"{Account.TokenColumn}:{ExternalId}");

    public void Describe(DiscoveredAccount found) => Found = found;

    public void KeepToken(byte[] token, DateTimeOffset? expiresAt)
    {
        Token = token;
        TokenExpiresAt = expiresAt;
    }
}
