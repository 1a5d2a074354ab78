using ContentMultiplier.ServiceDefaults.Persistence;

namespace ContentMultiplier.Results.Revisions;

/// <summary>Tells workers again what they have not answered: the platform wanted patience, the worker died, or the message was lost.</summary>
internal sealed class RevisionPump(RevisionStore store, TimeProvider time, ILogger<RevisionPump> logger) : DuePump(time, logger)
{
    private const int BatchSize = 100;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (count, next) = await store.SendDueAsync(BatchSize, cancellationToken);
            if (count < BatchSize)
            {
                return next;
            }
        }
    }
}
