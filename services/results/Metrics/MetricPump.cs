using ContentMultiplier.ServiceDefaults.Persistence;

namespace ContentMultiplier.Results.Metrics;

/// <summary>Asks for the numbers of every publication whose age has come, an account's posts in one question.</summary>
internal sealed class MetricPump(MetricStore store, TimeProvider time, ILogger<MetricPump> logger) : DuePump(time, logger)
{
    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (count, next) = await store.AskAsync(cancellationToken);
            if (count < MetricStore.MostAtOnce)
            {
                return next;
            }
        }
    }
}
