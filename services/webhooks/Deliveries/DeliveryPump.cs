using System.Collections.Concurrent;
using ContentMultiplier.ServiceDefaults.Persistence;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>
/// Claims what is due and lets it be sent, without waiting for any of it. What this process owes itself is told to it;
/// what others left behind is found by looking.
/// </summary>
internal sealed partial class DeliveryPump(
    Lanes lanes, DeliveryRows rows, DeliverySender sender, DeliveryJournal journal, TimeProvider clock, ILogger<DeliveryPump> logger)
    : DuePump(clock, logger)
{
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();
    private DateTimeOffset _lookAt = DateTimeOffset.MinValue;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        lanes.Wake = () => Wake();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What was sent is written down; whatever does not end in time is due again when its lease ends.
        await Task.WhenAny(Task.WhenAll(_underWay.Values), Task.Delay(Timeout.Infinite, cancellationToken));
    }

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        if (_clock.GetUtcNow() is var look && look >= _lookAt)
        {
            lanes.Offer(await rows.WaitingAsync(cancellationToken));
            _lookAt = look + IdleLimit;
        }

        while (lanes.Take(_clock.GetUtcNow()) is { Count: > 0 } taken)
        {
            await SendAsync(taken, cancellationToken);
        }

        WebhookInstruments.Waits(lanes.LongestWait(_clock.GetUtcNow()));
        return lanes.NextDue() is { } next && next < _lookAt ? next : _lookAt;
    }

    private async Task SendAsync(Dictionary<Guid, int> taken, CancellationToken cancellationToken)
    {
        Claims claims;
        try
        {
            claims = await rows.ClaimAsync(taken, _clock.GetUtcNow(), cancellationToken);
        }
        catch
        {
            lanes.Offer(taken.Keys, _clock.GetUtcNow());
            throw;
        }

        lanes.Offer(claims.NextDue);
        foreach (var delivery in claims.Deliveries)
        {
            lanes.Begin(delivery.EndpointId);
            var task = SendAsync(delivery);
            _underWay[delivery.Lease] = task;
            _ = task.ContinueWith(
                _ => _underWay.TryRemove(delivery.Lease, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>It runs to its end even when the process stops: the receiver may have taken it already.</summary>
    private async Task SendAsync(ClaimedDelivery delivery)
    {
        await Task.Yield();
        var failed = true;
        try
        {
            var outcome = delivery.Enabled ? await sender.SendAsync(delivery, CancellationToken.None) : SendOutcome.Disabled(_clock.GetUtcNow());
            failed = !outcome.IsSuccess;
            if (await journal.WriteAsync(new Finished(delivery, outcome)) is { } next)
            {
                lanes.Offer([KeyValuePair.Create(delivery.EndpointId, next)]);
            }
        }
        catch (Exception exception)
        {
            // Its lease ends by itself, and then it is tried again.
            LogLost(_logger, delivery.Id, exception.GetType().Name);
        }
        finally
        {
            lanes.End(delivery.EndpointId, failed);
            Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of delivery {DeliveryId} could not be kept ({Error}); it is tried again")]
    private static partial void LogLost(ILogger logger, Guid deliveryId, string error);
}
