using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Counts the endpoints for those who watch; each process counts all of them.</summary>
internal sealed class EndpointCensus(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<EndpointCensus> logger) : DuePump(clock, logger)
{
    private const string Count =
        """
        select count(*) filter (where w.enabled and h.failing_since is null), count(*) filter (where w.enabled and h.failing_since is not null),
               count(*) filter (where not w.enabled and w.disabled_reason is not null)
          from webhook_endpoints w left join webhook_health h on h.endpoint_id = w.id
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock;

    protected override TimeSpan IdleLimit => Interval;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        WebhookInstruments.Counted("healthy", reader.GetInt64(0));
        WebhookInstruments.Counted("failing", reader.GetInt64(1));
        WebhookInstruments.Counted("disabled", reader.GetInt64(2));
        return _clock.GetUtcNow() + Interval;
    }
}
