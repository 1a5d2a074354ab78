namespace ContentMultiplier.Auth.Vault;

/// <summary>Notices other keys within five seconds (from a service, when it is time to ask again), and says which keys this process holds.</summary>
internal sealed partial class KeyWatch(
    IKeySource keys, KeyRewrap rewrap, KeyReports reports, TimeProvider clock, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    private readonly Guid _instance = Guid.CreateVersion7();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => reports.RemoveAsync(_instance, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, clock);
        var reportedAt = DateTimeOffset.MinValue;
        do
        {
            var changed = keys.Reload();
            var now = clock.GetUtcNow();
            if ((changed || now - reportedAt >= ReportInterval)
                && await TryAsync(() => reports.KeepAsync(_instance, keys.Current, now, stoppingToken)))
            {
                reportedAt = now;
            }

            if (changed)
            {
                rewrap.Wake();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryAsync(Func<Task> report)
    {
        try
        {
            await report();
            return true;
        }
        catch (Exception away) when (away is not OperationCanceledException)
        {
            LogNotReported(away.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which keys this process holds could not be reported: {Error}")]
    private partial void LogNotReported(string error);
}
