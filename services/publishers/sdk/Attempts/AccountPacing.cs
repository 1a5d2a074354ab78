using System.Collections.Concurrent;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// Accounts that the platform asked to wait, or all of them. Until then their publications go back to be scheduled at that time without
/// a call, which would only prolong the wait.
/// </summary>
internal sealed class AccountPacing(TimeProvider time)
{
    /// <summary>Stands for all accounts.</summary>
    private static readonly Guid All = Guid.Empty;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _frozen = new();

    public void FreezeAll(DateTimeOffset notBefore) => Freeze(All, notBefore);

    public void Freeze(Guid accountId, DateTimeOffset notBefore)
        => _frozen.AddOrUpdate(accountId, notBefore, (_, known) => known > notBefore ? known : notBefore);

    public DateTimeOffset? NotBefore(Guid accountId)
        => Find(accountId) is { } ofIt && !(Find(All) > ofIt) ? ofIt : Find(All);

    private DateTimeOffset? Find(Guid accountId)
    {
        if (!_frozen.TryGetValue(accountId, out var notBefore))
        {
            return null;
        }

        if (notBefore > time.GetUtcNow())
        {
            return notBefore;
        }

        _frozen.TryRemove(KeyValuePair.Create(accountId, notBefore));
        return null;
    }
}
