using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Hands the messages of a context's transaction to the dispatcher once it is committed, never before.</summary>
internal sealed class OutboxHandover(IServiceProvider services) : DbTransactionInterceptor
{
    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db && services.GetService<OutboxDispatcher>() is { } dispatcher)
        {
            var entries = db.ChangeTracker.Entries<OutboxMessage>().ToList();
            dispatcher.Take([.. entries.Select(entry => entry.Entity)]);
            foreach (var entry in entries)
            {
                entry.State = EntityState.Detached;
            }
        }

        return Task.CompletedTask;
    }
}
