using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// Decides at once and for good which publications are not sent: one lock decides between a cancel and a worker's
/// claim. Posts calls it with the user's rights.
/// </summary>
internal static class CancelPublications
{
    public static async Task<Ok<PublicationStates>> HandleAsync(
        CancelPublicationsRequest request, PublicationStore store, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        var states = await store.ChangeAsync(
            [.. request.Publications.Select(publication => publication.PublicationId)],
            set => Recorded(set, request.Publications
                .Select(requested =>
                {
                    var publication = set.Find(requested.PublicationId);
                    if (publication is null)
                    {
                        // Cancelled before its request arrived here: remembered, so that the request finds it so.
                        publication = Publication.Request(requested, request.PostId, user.WorkspaceId, time.GetUtcNow(), options.Value);
                        set.Add(publication);
                    }

                    return publication;
                })
                .Where(publication => publication.WorkspaceId == user.WorkspaceId)
                .Select(publication =>
                {
                    var done = publication.Cancel(time.GetUtcNow());
                    return new PublicationState(publication.Id, publication.Platform, publication.Status, done);
                })
                .ToList()),
            cancellationToken);
        return TypedResults.Ok(new PublicationStates(states));

        List<PublicationState> Recorded(PublicationSet set, List<PublicationState> changed)
        {
            set.Records.Add(PostAudit.Of("post.cancel", user.WorkspaceId, request.PostId, changed, context, time.GetUtcNow()));
            return changed;
        }
    }
}
