using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Publishing;

/// <summary>Which accounts a credential opens. Called when somebody connects, which is also how a key is verified.</summary>
public interface IAccountDirectory
{
    /// <param name="credential">
    /// While somebody connects, the consent's token or the fields, and everything that opens is told; the user chooses among
    /// several. When an account is verified later, its <see cref="AccountCredential.AccountExternalId"/> is set, the token is the
    /// account's own where it has one, and the answer needs no more than this account.
    /// </param>
    Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken);
}
