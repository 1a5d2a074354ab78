using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Watches every publication from its first moment.</summary>
internal sealed class PublicationsRequestedConsumer(
    PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options) : IConsumer<Batch<PublicationsRequested>>
{
    public Task Consume(ConsumeContext<Batch<PublicationsRequested>> context)
    {
        var now = time.GetUtcNow();
        var requested =
            from message in context.Message
            let request = message.Message
            from publication in request.Publications
            select Publication.Request(publication, request.PostId, request.WorkspaceId, now, options.Value);
        return store.AddAsync(requested, context.CancellationToken);
    }
}
