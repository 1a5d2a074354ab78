using System.Reflection;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Publishing.Outcomes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Tells the suite what this platform is, at start and every half minute.</summary>
internal sealed partial class Announcer(
    PlatformDescriptor descriptor, ConfirmedPublisher publish, TimeProvider time, ILogger<Announcer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WhileUnheard = TimeSpan.FromSeconds(1);

    private readonly Guid _instance = Guid.CreateVersion7();
    private readonly string _version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "0.0.0";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var heard = await AnnounceAsync(stoppingToken);
                await Task.Delay(heard ? Interval : WhileUnheard, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> AnnounceAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Limit);
        try
        {
            await publish(
                new PublisherAnnounced
                {
                    Platform = descriptor.Slug,
                    DisplayName = descriptor.DisplayName,
                    Version = _version,
                    InstanceId = _instance,
                    Capabilities = descriptor.Capabilities,
                    At = time.GetUtcNow(),
                },
                Guid.CreateVersion7(),
                limit.Token);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogUnheard(descriptor.Slug, exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody heard the announcement of {Platform} ({Error}).")]
    private partial void LogUnheard(string platform, string error);
}
