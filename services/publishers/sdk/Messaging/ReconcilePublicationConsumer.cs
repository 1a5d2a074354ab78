using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Answers "is it there?" for results.</summary>
internal sealed class ReconcilePublicationConsumer(PlatformReader reader, ConfirmedSender sender) : IConsumer<ReconcilePublication>
{
    public async Task Consume(ConsumeContext<ReconcilePublication> context)
        => await sender.SendAsync(await reader.ReconcileAsync(context.Message, context.CancellationToken));
}
