using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Publishing;

/// <summary>Which accounts a credential opens. Called when somebody connects, which is also how a key is verified.</summary>
public interface IAccountDirectory
{
    Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken);
}
