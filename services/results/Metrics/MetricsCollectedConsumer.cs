using ContentMultiplier.Contracts.Metrics;
using MassTransit;

namespace ContentMultiplier.Results.Metrics;

/// <summary>Keeps what workers read. The same answer again, or one to an earlier question, changes nothing.</summary>
internal sealed class MetricsCollectedConsumer(MetricStore store, MetricPump pump) : IConsumer<Batch<MetricsCollected>>
{
    public async Task Consume(ConsumeContext<Batch<MetricsCollected>> context)
    {
        if (await store.TakeAsync([.. context.Message.Select(message => message.Message)], context.CancellationToken) is { } next)
        {
            pump.Wake(next);
        }
    }
}
