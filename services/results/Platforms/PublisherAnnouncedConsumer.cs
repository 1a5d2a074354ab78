using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Results.Metrics;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Results.Platforms;

/// <summary>Keeps what workers announce: in memory for use, in the table for the next start.</summary>
internal sealed class PublisherAnnouncedConsumer(
    PlatformCatalogue platforms, MetricPlan metrics, NpgsqlDataSource database, TimeProvider time) : IConsumer<PublisherAnnounced>
{
    private const string Upsert = """
        insert into platforms (slug, can_reconcile, can_collect_metrics) values ($1, $2, $3)
        on conflict (slug) do update set can_reconcile = excluded.can_reconcile, can_collect_metrics = excluded.can_collect_metrics
        """;

    public async Task Consume(ConsumeContext<PublisherAnnounced> context)
    {
        var announced = context.Message;
        var (canReconcile, canCollectMetrics) = (announced.Capabilities.CanReconcile, announced.Capabilities.CanCollectMetrics);
        if (platforms.Learn(announced.Platform, canReconcile, canCollectMetrics))
        {
            await using var batch = database.CreateTenantBatch(Tenant.System);
            batch.Add(Upsert, announced.Platform, canReconcile, canCollectMetrics);
            if (canCollectMetrics)
            {
                metrics.AddEarlier(batch, announced.Platform, time.GetUtcNow());
            }

            await batch.ExecuteNonQueryAsync(context.CancellationToken);
        }
    }
}
