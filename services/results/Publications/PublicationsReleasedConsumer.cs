using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Lets go on what waited for another publication.</summary>
internal sealed class PublicationsReleasedConsumer(PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options)
    : IConsumer<Batch<PublicationsReleased>>
{
    public async Task Consume(ConsumeContext<Batch<PublicationsReleased>> context)
    {
        var now = time.GetUtcNow();
        var released = context.Message.SelectMany(message => message.Message.Publications).ToList();

        // Of those whose request is still on its way: known first, as waiting, so that none is overlooked.
        await store.AddAsync(released.Select(one => Publication.Request(RequestOf(one), one.PostId, one.WorkspaceId, now, options.Value)), context.CancellationToken);
        await store.ChangeAsync(
            [.. released.Select(one => one.PublicationId)],
            set =>
            {
                foreach (var one in released)
                {
                    if (one.DroppedBecause is { } because)
                    {
                        set.Find(one.PublicationId)?.Drop(because);
                    }
                    else
                    {
                        set.Find(one.PublicationId)?.Release(now, options.Value);
                    }
                }

                return released.Count;
            },
            context.CancellationToken);
    }

    private static RequestedPublication RequestOf(ReleasedPublication one) => new()
    {
        PublicationId = one.PublicationId,
        Platform = one.Platform,
        AccountId = one.AccountId,
        AccountName = one.AccountName,
        DueAt = one.DueAt,
        WaitsFor = one.WaitedFor,
    };
}
