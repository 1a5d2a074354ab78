using ContentMultiplier.Contracts.Accounts;
using MassTransit;

namespace ContentMultiplier.Posts.Accounts;

internal sealed class AccountConnectedConsumer(AccountRows rows) : IConsumer<AccountConnected>
{
    public Task Consume(ConsumeContext<AccountConnected> context) => rows.WriteAsync([context.Message], context.CancellationToken);
}

internal sealed class AccountNeedsAttentionConsumer(AccountRows rows) : IConsumer<AccountNeedsAttention>
{
    public Task Consume(ConsumeContext<AccountNeedsAttention> context)
    {
        var account = context.Message;
        return rows.WriteAsync(
            account.AccountId, account.WorkspaceId, account.Platform, AccountRows.NeedsAttention, account.Version, context.CancellationToken);
    }
}

internal sealed class AccountDisconnectedConsumer(AccountRows rows) : IConsumer<AccountDisconnected>
{
    public Task Consume(ConsumeContext<AccountDisconnected> context)
    {
        var account = context.Message;
        return rows.WriteAsync(
            account.AccountId, account.WorkspaceId, account.Platform, AccountRows.Disconnected, account.Version, context.CancellationToken);
    }
}
