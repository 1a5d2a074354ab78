using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Publishing.Credentials;

namespace ContentMultiplier.Publishing;

/// <summary>
/// What a worker needs to speak for an account. Read the token where the request is made and keep no copy:
/// after a 401 the same object holds the refreshed one.
/// </summary>
public sealed class AccountCredential
{
    private volatile CredentialLeaseResponse _lease;

    internal AccountCredential(CredentialLeaseResponse lease)
    {
        _lease = lease;
        Mask = new SecretMask(lease);
    }

    /// <summary>The access token of an OAuth platform.</summary>
    public string AccessToken
        => _lease.AccessToken ?? throw new InvalidOperationException("This platform's credential has fields, not a token.");

    /// <summary>The fields of a key platform.</summary>
    public IReadOnlyDictionary<string, string> Fields => _lease.Fields;

    /// <summary>Null while the account is being connected.</summary>
    public string? AccountExternalId => _lease.AccountExternalId;

    public string? AccountName => _lease.AccountName;

    public IReadOnlyDictionary<string, string> Attributes => _lease.Attributes;

    internal long Version => _lease.Version;

    internal SecretMask Mask { get; private set; }

    internal void Replace(CredentialLeaseResponse lease)
    {
        _lease = lease;
        Mask = Mask.With(lease);
    }

    public override string ToString() => $"AccountCredential {{ Version = {Version}, secrets hidden }}";
}
