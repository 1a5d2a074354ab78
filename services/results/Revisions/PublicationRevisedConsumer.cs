using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Revisions;

/// <summary>Keeps how removals and edits ended.</summary>
internal sealed class PublicationRevisedConsumer(
    RevisionStore store, RevisionPump pump, TimeProvider time, IOptions<ResultsOptions> options) : IConsumer<Batch<PublicationRevised>>
{
    public async Task Consume(ConsumeContext<Batch<PublicationRevised>> context)
    {
        var told = context.Message.Select(message => message.Message).ToList();
        var next = await store.ChangeAsync(
            Tenant.System,
            [.. told.Select(answer => answer.PublicationId)],
            set =>
            {
                var now = time.GetUtcNow();
                foreach (var answer in told)
                {
                    set.Find(answer.PublicationId)?.Revisions.Find(revision => revision.Id == answer.RevisionId)
                        ?.Take(answer, now, options.Value, Random.Shared.NextDouble);
                }

                return set.Changed.Min(revision => revision.NextTryAt);
            },
            context.CancellationToken);
        if (next is not null)
        {
            pump.Wake(next);
        }
    }
}
