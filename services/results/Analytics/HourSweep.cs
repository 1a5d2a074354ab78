using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Analytics;

/// <summary>Leaves of old hours what their days say, and forgets days that are older than anybody may ask for.</summary>
internal sealed class HourSweep(NpgsqlDataSource database, IOptions<AnalyticsOptions> options, TimeProvider time, ILogger<HourSweep> logger)
    : DuePump(time, logger)
{
    private const int Slice = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string ForgetHours = """
        delete from publication_counts where ctid = any(array(select ctid from publication_counts where hour < $1 limit $2))
        """;

    private const string ForgetDays = """
        delete from publication_counts_daily where ctid = any(array(select ctid from publication_counts_daily where day < $1 limit $2))
        """;

    private readonly TimeProvider _time = time;

    protected override TimeSpan IdleLimit => Interval;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await ForgetAsync(ForgetHours, new DateTimeOffset(options.Value.HoursFrom(now), TimeOnly.MinValue, TimeSpan.Zero), cancellationToken);
        await ForgetAsync(ForgetDays, DateOnly.FromDateTime((now - options.Value.Retention).UtcDateTime), cancellationToken);
        return now + Interval;
    }

    private async Task ForgetAsync(string statement, object before, CancellationToken cancellationToken)
    {
        int forgotten;
        do
        {
            await using var batch = database.CreateTenantBatch(Tenant.System);
            batch.Add(statement, before, Slice);
            forgotten = await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        while (forgotten >= Slice);
    }
}
