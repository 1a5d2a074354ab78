using ContentMultiplier.Contracts.Api.Internal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Audit;

/// <summary>Section <c>Denials</c>.</summary>
internal sealed class DenialOptions
{
    /// <summary>How often what was not allowed is reported; the same tries within it are one entry.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Takes the reports of <see cref="DenialReports"/>.</summary>
public interface IDenialSink
{
    Task KeepAsync(ReportDenialsRequest report, CancellationToken cancellationToken);
}

/// <summary>
/// Hands over what was counted, once per interval and once more at the end. A report that was not taken is sent again as it
/// was before anything newer; meanwhile the counting goes on within its bounds.
/// </summary>
internal sealed partial class DenialReports(
    DenialLog log, IDenialSink sink, IOptions<DenialOptions> options, TimeProvider time, ILogger<DenialReports> logger) : BackgroundService
{
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(3);

    private ReportDenialsRequest? _owed;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LastWord);
        await ReportAsync(limit.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReportAsync(stoppingToken);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_owed is null && log.Take() is { Count: > 0 } fresh)
            {
                _owed = new ReportDenialsRequest(TimedId.Next(time.GetUtcNow()), fresh);
            }

            if (_owed is { } report)
            {
                await sink.KeepAsync(report, cancellationToken);
                _owed = null;
            }
        }
        catch (Exception failed)
        {
            LogOwed(failed.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was not allowed could not be reported to the audit log and is reported later: {Error}")]
    private partial void LogOwed(string error);
}
