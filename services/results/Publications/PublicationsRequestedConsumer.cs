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
        var requests = context.Message.Select(message => message.Message).ToList();
        var ids = requests.SelectMany(request => request.Publications).Select(publication => publication.PublicationId).ToList();
        return store.ChangeAsync(
            ids,
            set =>
            {
                var now = time.GetUtcNow();
                foreach (var request in requests)
                {
                    foreach (var requested in request.Publications)
                    {
                        if (set.Find(requested.PublicationId) is { } known)
                        {
                            known.Describe(requested);
                        }
                        else
                        {
                            set.Add(Publication.Request(requested, request.PostId, request.WorkspaceId, now, options.Value));
                        }
                    }
                }

                return ids.Count;
            },
            context.CancellationToken);
    }
}
