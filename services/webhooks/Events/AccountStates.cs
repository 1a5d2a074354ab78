using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Webhooks.Events;

/// <summary>How an account stands.</summary>
internal sealed record AccountState(Guid AccountId, Guid WorkspaceId, string State, long Version)
{
    public const string Connected = "connected";
    public const string Disconnected = "disconnected";
    public const string NeedsAttention = "needs_attention";
}

/// <summary>
/// Auth tells of every change of an account, receivers hear only of those of its state: a new name of a connected account is no
/// connection. The state moves in the transaction that keeps the event.
/// </summary>
internal sealed class AccountStates(NpgsqlDataSource dataSource, EventLog events, TimeProvider clock)
{
    private const string Write =
        """
        with former as (select state from known_accounts where account_id = $1)
        insert into known_accounts as known (account_id, workspace_id, state, version) values ($1, $2, $3, $4)
        on conflict (account_id) do update set state = excluded.state, version = excluded.version, workspace_id = excluded.workspace_id
         where known.version < excluded.version
        returning (select state from former) is distinct from state
        """;

    public async Task ChangeAsync(AccountState account, string type, AccountData data, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        bool isNews;
        await using (var write = session.Batch())
        {
            write.Add(Write, account.AccountId, account.WorkspaceId, account.State, account.Version);
            await using var reader = await session.ReadAsync(write, cancellationToken);
            isNews = await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        }

        var woken = isNews
            ? await events.WriteAsync(
                session,
                [WebhookEvent.Of(account.WorkspaceId, type, data, clock.GetUtcNow(), $"{account.AccountId}", $"{account.Version}")],
                cancellationToken)
            : [];
        await session.CommitAsync(cancellationToken);
        events.Committed(woken);
    }
}
