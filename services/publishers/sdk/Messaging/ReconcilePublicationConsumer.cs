using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Answers "is it there?" for results, over the next connection when the delivery's own is lost meanwhile.</summary>
internal sealed class ReconcilePublicationConsumer(
    PlatformReader reader, ConfirmedSender sender, IHostApplicationLifetime lifetime) : IConsumer<ReconcilePublication>
{
    public Task Consume(ConsumeContext<ReconcilePublication> context) =>
        AnswerAsync(context.Message).WaitAsync(context.CancellationToken);

    private async Task AnswerAsync(ReconcilePublication message) =>
        await sender.SendAsync(await reader.ReconcileAsync(message, lifetime.ApplicationStopping));
}
