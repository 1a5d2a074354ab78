using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Publishing.Credentials;

namespace ContentMultiplier.Publishing;

/// <summary>
/// What a worker needs to speak for an account. Read the token where the request is made and keep no copy:
/// after a 401 the same object holds the refreshed one.
/// </summary>
public sealed class AccountCredential
{
    private readonly Dictionary<string, AccountToken> _accountTokens = new(StringComparer.Ordinal);
    private volatile CredentialLeaseResponse _lease;

    internal AccountCredential(CredentialLeaseResponse lease, IReadOnlySet<string> openFields)
    {
        _lease = lease;
        Mask = new SecretMask(lease, openFields);
    }

    /// <summary>False for an account that was connected by fields.</summary>
    public bool HasAccessToken => _lease.AccessToken is not null;

    /// <summary>The access token of an OAuth platform: the account's own where it has one, else that of the consent.</summary>
    public string AccessToken
        => _lease.AccessToken ?? throw new InvalidOperationException("This platform's credential has fields, not a token.");

    /// <summary>The fields of a key platform.</summary>
    public IReadOnlyDictionary<string, string> Fields => _lease.Fields;

    /// <summary>Null while the account is being connected.</summary>
    public string? AccountExternalId => _lease.AccountExternalId;

    public string? AccountName => _lease.AccountName;

    public IReadOnlyDictionary<string, string> Attributes => _lease.Attributes;

    internal long Version => _lease.Version;

    internal IReadOnlyCollection<AccountToken> AccountTokens => _accountTokens.Values;

    internal IReadOnlyList<string>? GrantedScopes { get; private set; }

    /// <summary>
    /// For an account directory: this account has a token of its own, as pages do. Auth keeps it if the user chooses the account.
    /// </summary>
    /// <param name="expiresAt">Null where it does not end by itself.</param>
    public void KeepAccountToken(string externalId, string token, DateTimeOffset? expiresAt = null)
    {
        _accountTokens[externalId] = new(externalId, token, expiresAt);
        Mask = Mask.With(token);
    }

    /// <summary>For an account directory: what the user really allowed, where the platform's token answer does not tell.</summary>
    public void KeepGrantedScopes(IEnumerable<string> scopes) => GrantedScopes = [.. scopes];

    internal SecretMask Mask { get; private set; }

    internal void Replace(CredentialLeaseResponse lease)
    {
        _lease = lease;
        Mask = Mask.With(lease);
    }

    public override string ToString() => $"AccountCredential {{ Version = {Version}, secrets hidden }}";
}
