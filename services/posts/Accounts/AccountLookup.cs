using System.Collections.Concurrent;

namespace ContentMultiplier.Posts.Accounts;

/// <summary>
/// Asks auth about accounts that no event has told of yet: whoever publishes right after connecting is not to be sent away. A
/// workspace is asked about now and then only, because most who name an unknown account are simply wrong.
/// </summary>
internal sealed partial class AccountLookup(
    AuthClient auth, AccountRows rows, ConnectedAccounts accounts, TimeProvider clock, ILogger<AccountLookup> logger)
{
    private const int MaxWorkspaces = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, long> _asked = new();

    /// <summary>In the name of the user whose request runs.</summary>
    /// <returns>Null when there is nothing new to know.</returns>
    public async Task<WorkspaceAccounts?> AskAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        if (_asked.TryGetValue(workspaceId, out var asked) && clock.GetElapsedTime(asked, now) < Interval)
        {
            return null;
        }

        if (_asked.Count >= MaxWorkspaces)
        {
            _asked.Clear();
        }

        _asked[workspaceId] = now;
        try
        {
            var known = (await auth.AccountsAsync(cancellationToken)).Accounts;
            await rows.WriteAsync([.. known.Where(account => account.WorkspaceId == workspaceId)], cancellationToken);
        }
        catch (Exception away) when (away is HttpRequestException or TimeoutException
            || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The events bring it; until then the account is as unknown as it was.
            LogAway(away.GetType().Name);
            return null;
        }

        return await accounts.LoadAsync(workspaceId, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Auth could not be asked about accounts: {Error}")]
    private partial void LogAway(string error);
}
