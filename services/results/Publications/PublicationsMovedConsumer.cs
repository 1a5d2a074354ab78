using ContentMultiplier.Contracts.Scheduling;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

internal sealed class PublicationsMovedConsumer(PublicationStore store, IOptions<ResultsOptions> options) : IConsumer<Batch<PublicationsMoved>>
{
    public Task Consume(ConsumeContext<Batch<PublicationsMoved>> context)
    {
        var moved = context.Message.SelectMany(message => message.Message.Publications).ToList();
        return store.ChangeAsync(
            [.. moved.Select(move => move.PublicationId)],
            set =>
            {
                foreach (var move in moved)
                {
                    set.Find(move.PublicationId)?.Move(move.DueAt, move.Number, options.Value);
                }

                return moved.Count;
            },
            context.CancellationToken);
    }
}
