using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Makes good what was lost between posts and here, in either direction.</summary>
internal sealed class PublicationsAwaitedConsumer(PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options)
    : IConsumer<Batch<PublicationsAwaited>>
{
    public async Task Consume(ConsumeContext<Batch<PublicationsAwaited>> context)
    {
        var now = time.GetUtcNow();
        var awaited =
            (from message in context.Message
             from post in message.Message.Posts
             from publication in post.Publications
             select Publication.Request(publication, post.PostId, post.WorkspaceId, now, options.Value)).ToList();
        await store.AddAsync(awaited, context.CancellationToken);
        await store.ChangeAsync(
            [.. awaited.Select(publication => publication.Id)],
            set =>
            {
                foreach (var publication in set.All)
                {
                    publication.Remind(now);
                }

                return set.All.Count;
            },
            context.CancellationToken);
    }
}
