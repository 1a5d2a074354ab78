using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Results.Platforms;

/// <summary>Keeps what workers announce: in memory for use, in the table for the next start.</summary>
internal sealed class PublisherAnnouncedConsumer(PlatformCatalogue platforms, NpgsqlDataSource database) : IConsumer<PublisherAnnounced>
{
    private const string Upsert = """
        insert into platforms (slug, can_reconcile) values ($1, $2)
        on conflict (slug) do update set can_reconcile = excluded.can_reconcile
        """;

    public async Task Consume(ConsumeContext<PublisherAnnounced> context)
    {
        var announced = context.Message;
        if (platforms.Learn(announced.Platform, announced.Capabilities.CanReconcile))
        {
            await using var batch = database.CreateTenantBatch(Tenant.System);
            batch.Add(Upsert, announced.Platform, announced.Capabilities.CanReconcile);
            await batch.ExecuteNonQueryAsync(context.CancellationToken);
        }
    }
}
