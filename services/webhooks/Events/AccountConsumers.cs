using ContentMultiplier.Contracts.Accounts;
using MassTransit;

namespace ContentMultiplier.Webhooks.Events;

internal sealed class AccountConnectedConsumer(AccountStates accounts) : IConsumer<AccountConnected>
{
    public Task Consume(ConsumeContext<AccountConnected> context)
    {
        var account = context.Message;
        return accounts.ChangeAsync(
            new AccountState(account.AccountId, account.WorkspaceId, AccountState.Connected, account.Version),
            EventTypes.AccountConnected, new AccountData(account.AccountId, account.Platform, account.Name, null), context.CancellationToken);
    }
}

internal sealed class AccountNeedsAttentionConsumer(AccountStates accounts) : IConsumer<AccountNeedsAttention>
{
    public Task Consume(ConsumeContext<AccountNeedsAttention> context)
    {
        var account = context.Message;
        return accounts.ChangeAsync(
            new AccountState(account.AccountId, account.WorkspaceId, AccountState.NeedsAttention, account.Version),
            EventTypes.AccountNeedsAttention, new AccountData(account.AccountId, account.Platform, null, account.Reason), context.CancellationToken);
    }
}

internal sealed class AccountDisconnectedConsumer(AccountStates accounts) : IConsumer<AccountDisconnected>
{
    public Task Consume(ConsumeContext<AccountDisconnected> context)
    {
        var account = context.Message;
        return accounts.ChangeAsync(
            new AccountState(account.AccountId, account.WorkspaceId, AccountState.Disconnected, account.Version),
            EventTypes.AccountDisconnected, new AccountData(account.AccountId, account.Platform, null, null), context.CancellationToken);
    }
}
