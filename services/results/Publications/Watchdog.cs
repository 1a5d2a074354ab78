using ContentMultiplier.Results.Platforms;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// Looks after every publication that somebody should have moved by now: a command nobody took is sent again, a worker
/// that died in a call leaves an unknown outcome, an unknown outcome is read at the platform.
/// </summary>
internal sealed class Watchdog(
    PublicationStore store, PlatformCatalogue platforms, TimeProvider time, IOptions<ResultsOptions> options, ILogger<Watchdog> logger)
    : DuePump(time, logger)
{
    private const int BatchSize = 200;

    private readonly TimeProvider _time = time;

    protected override TimeSpan IdleLimit => TimeSpan.FromSeconds(2);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        await platforms.WaitAsync(cancellationToken);
        while (true)
        {
            var (count, next) = await store.ChangeOverdueAsync(
                BatchSize,
                (publication, gates) =>
                {
                    var now = _time.GetUtcNow();
                    var gate = gates.Find(publication.WorkspaceId, publication.Platform, publication.AccountId, now);
                    publication.Overdue(platforms.CanReconcile(publication.Platform), now, options.Value, gate);
                },
                cancellationToken);
            if (count < BatchSize)
            {
                return next;
            }
        }
    }
}
