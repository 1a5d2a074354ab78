using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary>Forgets the ids of events that cannot come again.</summary>
internal sealed class InboundSweep(
    NpgsqlDataSource database, IOptions<InboundOptions> options, TimeProvider time, ILogger<InboundSweep> logger) : DuePump(time, logger)
{
    private const int Slice = 5_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const string Forget = """
        delete from inbound_events where (workspace_id, platform, event_id) in
            (select workspace_id, platform, event_id from inbound_events where received_at < $1 limit $2 for update skip locked)
        """;

    private readonly TimeProvider _time = time;

    protected override TimeSpan IdleLimit => Interval;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        int swept;
        do
        {
            await using var batch = database.CreateTenantBatch(Tenant.System);
            batch.Add(Forget, now - options.Value.Memory, Slice);
            swept = await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        while (swept >= Slice);

        return now + Interval;
    }
}
