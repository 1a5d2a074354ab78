using System.Collections.Concurrent;
using System.Collections.Frozen;
using ContentMultiplier.Contracts.Api.Internal;

namespace ContentMultiplier.Publishing.Credentials;

/// <summary>
/// Credentials in memory, one fetch per account at a time. They are dropped when the account is disconnected; the
/// longest age bounds what a lost message about that can do.
/// </summary>
internal sealed class CredentialLeases(CredentialApi api, PlatformDescriptor platform, TimeProvider time)
{
    private const int Most = 20_000;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, Account> _accounts = new();

    private readonly FrozenSet<string> _openFields =
        platform.Capabilities.Credentials.Fields.Where(field => !field.Secret).Select(field => field.Name).ToFrozenSet(StringComparer.Ordinal);

    public async Task<AccountCredential> GetAsync(Guid accountId, Guid workspaceId, CancellationToken cancellationToken)
        => new(await LeaseAsync(accountId, workspaceId, rejectedVersion: null, cancellationToken), _openFields);

    /// <summary>The platform refused this credential: true when there is another one now, which it then holds.</summary>
    public async Task<bool> RefreshAsync(Guid accountId, Guid workspaceId, AccountCredential credential)
    {
        var rejected = credential.Version;
        var lease = await LeaseAsync(accountId, workspaceId, rejected, CancellationToken.None);
        if (lease.Version == rejected)
        {
            return false;
        }

        credential.Replace(lease);
        return true;
    }

    public Task KeepAccountTokensAsync(
        Guid connectionId, Guid workspaceId, IReadOnlyCollection<AccountToken> tokens, CancellationToken cancellationToken)
        => api.KeepAccountTokensAsync(connectionId, new KeepAccountTokensRequest(platform.Slug, workspaceId, [.. tokens]), cancellationToken);

    public void Drop(Guid accountId) => _accounts.TryRemove(accountId, out _);

    private async Task<CredentialLeaseResponse> LeaseAsync(
        Guid accountId, Guid workspaceId, long? rejectedVersion, CancellationToken cancellationToken)
    {
        if (_accounts.TryGetValue(accountId, out var known) && known.Lease is { } kept && IsGood(known, kept, rejectedVersion))
        {
            return kept;
        }

        MakeRoom();
        var account = _accounts.GetOrAdd(accountId, static _ => new Account());
        await account.One.WaitAsync(cancellationToken);
        try
        {
            if (account.Lease is { } fetched && IsGood(account, fetched, rejectedVersion))
            {
                return fetched;
            }

            account.Lease = null;
            var lease = await api.LeaseAsync(
                accountId, new LeaseCredentialRequest(platform.Slug, workspaceId, rejectedVersion), cancellationToken);
            account.UseUntil = UseUntil(lease);
            account.Lease = lease;
            return lease;
        }
        finally
        {
            account.One.Release();
        }
    }

    private bool IsGood(Account account, CredentialLeaseResponse lease, long? rejectedVersion)
        => time.GetUtcNow() < account.UseUntil && (rejectedVersion is null || lease.Version > rejectedVersion);

    private DateTimeOffset UseUntil(CredentialLeaseResponse lease)
    {
        var age = time.GetUtcNow() + LongestAge;
        return lease.ExpiresAt is { } ends && ends - Margin < age ? ends - Margin : age;
    }

    private void MakeRoom()
    {
        if (_accounts.Count < Most)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (id, account) in _accounts)
        {
            if (account.Lease is null || account.UseUntil <= now)
            {
                _accounts.TryRemove(id, out _);
            }
        }
    }

    private sealed class Account
    {
        public SemaphoreSlim One { get; } = new(1, 1);

        public CredentialLeaseResponse? Lease { get; set; }

        public DateTimeOffset UseUntil { get; set; }
    }
}
