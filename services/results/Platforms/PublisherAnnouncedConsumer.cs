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
        insert into platforms (slug, can_reconcile, can_collect_metrics, can_remove, can_edit) values ($1, $2, $3, $4, $5)
        on conflict (slug) do update set can_reconcile = excluded.can_reconcile, can_collect_metrics = excluded.can_collect_metrics,
            can_remove = excluded.can_remove, can_edit = excluded.can_edit
        """;

    public async Task Consume(ConsumeContext<PublisherAnnounced> context)
    {
        var announced = Platform.Of(context.Message);
        if (platforms.Learn(announced))
        {
            await using var batch = database.CreateTenantBatch(Tenant.System);
            batch.Add(Upsert, announced.Slug, announced.CanReconcile, announced.CanCollectMetrics, announced.CanRemove, announced.CanEdit);
            if (announced.CanCollectMetrics)
            {
                metrics.AddEarlier(batch, announced.Slug, time.GetUtcNow());
            }

            await batch.ExecuteNonQueryAsync(context.CancellationToken);
        }
    }
}
