using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>
/// Forgets the times of what will not be sent. A time that arrives after this is harmless: posts and results refuse the
/// publication when it comes due.
/// </summary>
internal sealed class PublicationsCancelledConsumer(NpgsqlDataSource dataSource) : IConsumer<Batch<PublicationsCancelled>>
{
    public async Task Consume(ConsumeContext<Batch<PublicationsCancelled>> context)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            "delete from scheduled_publications where publication_id = any($1)",
            context.Message.SelectMany(message => message.Message.PublicationIds).Distinct().ToArray());
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
