using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>The ping that a process sends itself through the broker.</summary>
public sealed record CanaryPing(Guid InstanceId, long Number);

/// <summary>
/// Proves every ten seconds that messages go out and come in, because the bus's own "healthy" was seen to stay while
/// consumers were gone. A process whose bus is stuck although the broker takes connections ends, to be started again;
/// one whose broker is away stays and serves what it can.
/// </summary>
public sealed partial class Canary(
    IBus bus, IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Canary> logger)
    : BackgroundService, IHealthCheck
{
    private const int MissesUntilStuck = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _interval = configuration.GetValue("Messaging:CanaryInterval", TimeSpan.FromSeconds(10));
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
                await Task.Delay(_seen ? _interval : TimeSpan.FromSeconds(1), time, stoppingToken);
                if (HasMissed())
                {
                    await CountMissAsync(stoppingToken);
                }
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

    /// <summary>Given up in time even where a stuck bus heeds no token: a canary that waits with it tells nobody.</summary>
    private async Task PingAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(_interval < OutboxDispatcher.PublishLimit ? _interval : OutboxDispatcher.PublishLimit);
        try
        {
            await SendPingAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogUnsent(logger, exception.GetType().Name);
        }
    }

    private async Task SendPingAsync(CancellationToken cancellationToken)
    {
        var self = await bus.GetSendEndpoint(bus.Address);
        await self.Send(new CanaryPing(_instance, ++_number), cancellationToken);
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

    private bool HasMissed() => _seen && time.GetElapsedTime(_lastSeen) > _interval * 1.5;

    /// <summary>Only those count that a broker which is there had the time to answer: a bus needs a while to find it again.</summary>
    private async Task CountMissAsync(CancellationToken stoppingToken)
    {
        var misses = await TakesConnectionsAsync(stoppingToken) ? _misses + 1 : 0;
        _misses = misses;
        LogMissed(logger, misses);
        if (misses >= MissesUntilStuck)
        {
            LogStuck(logger, misses);
            lifetime.StopApplication();
        }
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(HandshakeLimit);
        try
        {
            var broker = BrokerAddress.Of(configuration);
            var factory = new ConnectionFactory { Uri = broker.Url, AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync(broker.Endpoints, limit.Token);
            return connection.IsOpen;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogAway(logger, exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The canary could not be sent ({Error}).")]
    private static partial void LogUnsent(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The canary did not come back ({Misses} in a row while the broker takes connections).")]
    private static partial void LogMissed(ILogger logger, int misses);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker takes no connection ({Error}).")]
    private static partial void LogAway(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The broker takes connections, but the canary did not come back {Misses} times: this process ends, to be started again.")]
    private static partial void LogStuck(ILogger logger, int misses);
}
