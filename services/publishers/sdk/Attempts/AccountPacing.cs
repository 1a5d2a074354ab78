using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>What platforms count apart, so that what is used up of one holds nothing of the others.</summary>
internal enum CallKind
{
    /// <summary>What makes a post appear.</summary>
    Create,

    /// <summary>What comes before it and only some posts need: uploads of files, above all.</summary>
    Upload,

    /// <summary>What goes with a post that stands, such as its first comment.</summary>
    Addition,

    /// <summary>The numbers of posts.</summary>
    Read,

    /// <summary>Deletions and edits.</summary>
    Revision,

    /// <summary>All of these: the platform counts every call.</summary>
    Every,
}

/// <summary>
/// Accounts that the platform asked to wait, or all of them, by the kind of call. Until then their publications go back to be scheduled at
/// that time without a call, which would only prolong the wait.
/// </summary>
internal sealed class AccountPacing(TimeProvider time)
{
    /// <summary>Stands for all accounts.</summary>
    private static readonly Guid All = Guid.Empty;

    private readonly ConcurrentDictionary<(CallKind Kind, Guid Account), DateTimeOffset> _frozen = new();

    /// <param name="kind">Of the call that was refused.</param>
    /// <param name="accountId">Whose call it was.</param>
    /// <param name="refusal">What the platform said of it; nothing follows from another word than one to wait until a time.</param>
    public void Freeze(CallKind kind, Guid accountId, PlatformRefusedException refusal)
    {
        if (refusal is { Category: FailureCategories.RateLimited, RetryNotBefore: { } until })
        {
            Freeze(refusal.IsForEveryCall ? CallKind.Every : kind, accountId, until, refusal.IsForApplication);
        }
    }

    public void Freeze(CallKind kind, Guid accountId, DateTimeOffset notBefore, bool isForApplication) => _frozen.AddOrUpdate(
        (kind, isForApplication ? All : accountId), notBefore, (_, known) => known > notBefore ? known : notBefore);

    public DateTimeOffset? NotBefore(CallKind kind, Guid accountId) =>
        new[] { Find(kind, accountId), Find(kind, All), Find(CallKind.Every, accountId), Find(CallKind.Every, All) }.Max();

    private DateTimeOffset? Find(CallKind kind, Guid accountId)
    {
        if (!_frozen.TryGetValue((kind, accountId), out var notBefore))
        {
            return null;
        }

        if (notBefore > time.GetUtcNow())
        {
            return notBefore;
        }

        _frozen.TryRemove(KeyValuePair.Create((kind, accountId), notBefore));
        return null;
    }
}
