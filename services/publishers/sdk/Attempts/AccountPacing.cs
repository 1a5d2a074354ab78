using System.Collections.Concurrent;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// Accounts that the platform asked to wait. Until then their publications go back to be scheduled at that time without
/// a call, which would only prolong the wait.
/// </summary>
internal sealed class AccountPacing(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _frozen = new();

    public void Freeze(Guid accountId, DateTimeOffset notBefore)
        => _frozen.AddOrUpdate(accountId, notBefore, (_, known) => known > notBefore ? known : notBefore);

    public DateTimeOffset? NotBefore(Guid accountId)
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
