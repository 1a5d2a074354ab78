using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Credentials;
using MassTransit;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Answers posts while a user looks at the preview.</summary>
internal sealed class PreviewPostConsumer(IFormatter formatter) : IConsumer<PreviewPost>
{
    public Task Consume(ConsumeContext<PreviewPost> context) => context.RespondAsync(formatter.Format(context.Message));
}

/// <summary>Answers auth while a user connects an account.</summary>
internal sealed class DiscoverAccountsConsumer(PlatformReader reader) : IConsumer<DiscoverAccounts>
{
    public async Task Consume(ConsumeContext<DiscoverAccounts> context)
        => await context.RespondAsync(await reader.DiscoverAsync(context.Message, context.CancellationToken));
}

/// <summary>Forgets the credential of an account that is gone.</summary>
internal sealed class AccountDisconnectedConsumer(CredentialLeases leases) : IConsumer<AccountDisconnected>
{
    public Task Consume(ConsumeContext<AccountDisconnected> context)
    {
        leases.Drop(context.Message.AccountId);
        return Task.CompletedTask;
    }
}
