using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>Takes back and edits for results, and tells the end over the next connection when the delivery's own is lost meanwhile.</summary>
internal sealed class RevisePublicationConsumer(
    PublicationReviser reviser, ConfirmedSender sender, IHostApplicationLifetime lifetime) : IConsumer<RevisePublication>
{
    public Task Consume(ConsumeContext<RevisePublication> context) =>
        AnswerAsync(context.Message).WaitAsync(context.CancellationToken);

    private async Task AnswerAsync(RevisePublication message)
    {
        if (await reviser.ReviseAsync(message, lifetime.ApplicationStopping) is { } answer)
        {
            await sender.SendAsync(answer);
        }
    }
}
