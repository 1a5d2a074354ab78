using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Forgets events that are too old to be sent again, with all that became of them, and secrets that have run out.</summary>
internal sealed class EventSweep(NpgsqlDataSource dataSource, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<EventSweep> logger)
    : DuePump(clock, logger)
{
    private const int Slice = 1_000;
    private readonly TimeProvider _clock = clock;

    protected override TimeSpan IdleLimit => TimeSpan.FromMinutes(10);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        int swept;
        do
        {
            await using var batch = dataSource.CreateTenantBatch(Tenant.System);
            batch.Add(
                """
                delete from webhook_events where id in (
                    select id from webhook_events where created_at < $1 order by created_at limit $2 for update skip locked)
                """,
                now - options.Value.Retention,
                Slice);
            swept = await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        while (swept >= Slice);

        await using var secrets = dataSource.CreateTenantBatch(Tenant.System);
        secrets.Add("delete from webhook_secrets where expires_at < $1", now);
        await secrets.ExecuteNonQueryAsync(cancellationToken);
        return now + IdleLimit;
    }
}
