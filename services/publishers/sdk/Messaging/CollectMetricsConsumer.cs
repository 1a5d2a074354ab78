using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Tells results the numbers of posts, over the next connection when the delivery's own is lost meanwhile.</summary>
internal sealed class CollectMetricsConsumer(
    MetricsReader reader, ConfirmedSender sender, IHostApplicationLifetime lifetime) : IConsumer<CollectMetrics>
{
    public Task Consume(ConsumeContext<CollectMetrics> context) =>
        AnswerAsync(context.Message).WaitAsync(context.CancellationToken);

    private async Task AnswerAsync(CollectMetrics message) =>
        await sender.SendAsync(await reader.ReadAsync(message, lifetime.ApplicationStopping));
}
