using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>The ping that a process sends itself through the broker.</summary>
public sealed record CanaryPing(Guid InstanceId, long Number);

/// <summary>
/// Proves every ten seconds that messages go out and come in, because the bus's own "healthy" was seen to stay while
/// consumers were gone.
/// </summary>
public sealed partial class Canary(IBus bus, TimeProvider time, ILogger<Canary> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Guid _instance = Guid.CreateVersion7();
    private long _number;
    private long _lastSeen;
    private bool _seen;
    private int _misses;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_seen && time.GetElapsedTime(_lastSeen) < Patience
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The process has not consumed its own ping: the broker is away or the consumer is gone."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var handle = bus.ConnectHandler<CanaryPing>(context => Saw(context.Message));
        try
        {
            while (true)
            {
                await PingAsync(stoppingToken);
                await Task.Delay(_seen ? Interval : TimeSpan.FromSeconds(1), time, stoppingToken);
                CountMiss();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            handle.Disconnect();
        }
    }

    private async Task PingAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(OutboxDispatcher.PublishLimit);
        try
        {
            var self = await bus.GetSendEndpoint(bus.Address);
            await self.Send(new CanaryPing(_instance, ++_number), limit.Token);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogUnsent(logger, exception.GetType().Name);
        }
    }

    private Task Saw(CanaryPing ping)
    {
        if (ping.InstanceId == _instance)
        {
            _lastSeen = time.GetTimestamp();
            _seen = true;
            _misses = 0;
        }

        return Task.CompletedTask;
    }

    private void CountMiss()
    {
        if (_seen && time.GetElapsedTime(_lastSeen) > Interval * 1.5)
        {
            _misses++;
            LogMissed(logger, _misses);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The canary could not be sent ({Error}).")]
    private static partial void LogUnsent(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The canary did not come back ({Misses} in a row).")]
    private static partial void LogMissed(ILogger logger, int misses);
}
