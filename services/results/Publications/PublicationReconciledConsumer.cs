using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Settles lost answers by what the platform shows.</summary>
internal sealed class PublicationReconciledConsumer(
    PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options) : IConsumer<Batch<PublicationReconciled>>
{
    public Task Consume(ConsumeContext<Batch<PublicationReconciled>> context)
    {
        var readings = context.Message.Select(message => message.Message).ToList();
        return store.ChangeAsync(
            [.. readings.Select(reading => reading.PublicationId)],
            set =>
            {
                var now = time.GetUtcNow();
                foreach (var reading in readings)
                {
                    set.Find(reading.PublicationId)?.Reconcile(reading, now, options.Value);
                }

                return readings.Count;
            },
            context.CancellationToken);
    }
}
