using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Settles attempts that came to an end: published, tried again later, failed for good, or not known.</summary>
internal sealed class PublishAttemptsCompletedConsumer(
    PublicationStore store, Watchdog watchdog, TimeProvider time, IOptions<ResultsOptions> options) : IConsumer<Batch<PublishAttemptsCompleted>>
{
    public async Task Consume(ConsumeContext<Batch<PublishAttemptsCompleted>> context)
    {
        var outcomes = context.Message.SelectMany(message => message.Message.Outcomes).ToList();
        var firstReading = await store.ChangeAsync(
            [.. outcomes.Select(outcome => outcome.PublicationId)],
            set =>
            {
                var now = time.GetUtcNow();
                foreach (var outcome in outcomes)
                {
                    set.Find(outcome.PublicationId)?.Complete(outcome, now, options.Value, Random.Shared.NextDouble);
                }

                return set.All.Where(publication => publication.Status == PublicationStatus.Unknown).Min(publication => publication.DeadlineAt);
            },
            context.CancellationToken);

        if (firstReading is { } at)
        {
            watchdog.Wake(at);
        }
    }
}
