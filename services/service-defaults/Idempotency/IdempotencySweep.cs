using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

/// <summary>Forgets keys after a day.</summary>
public sealed class IdempotencySweep(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<IdempotencySweep> logger)
    : DuePump(clock, logger)
{
    private const int Slice = 5_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private readonly TimeProvider _clock = clock;

    protected override TimeSpan IdleLimit => Interval;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        int swept;
        do
        {
            await using var batch = dataSource.CreateTenantBatch(Tenant.System);
            batch.Add(
                """
                delete from idempotency_keys where (workspace_id, key) in
                    (select workspace_id, key from idempotency_keys where created_at < $1 limit $2 for update skip locked)
                """,
                now - Lifetime,
                Slice);
            swept = await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        while (swept >= Slice);

        return now + Interval;
    }
}
