using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Gives the failed publications of a post another attempt, now. Posts calls it with the user's rights.</summary>
internal static class RetryPublications
{
    public static async Task<Ok<PublicationStates>> HandleAsync(
        RetryPublicationsRequest request, PublicationStore store, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        var states = await store.ChangeAsync(
            request.PublicationIds,
            set => Recorded(set, set.All
                .Where(publication => publication.WorkspaceId == user.WorkspaceId && publication.PostId == request.PostId)
                .OrderBy(publication => publication.Id)
                .Select(publication =>
                {
                    var done = publication.Retry(time.GetUtcNow(), options.Value);
                    return new PublicationState(publication.Id, publication.Platform, publication.Status, done);
                })
                .ToList()),
            cancellationToken);
        return TypedResults.Ok(new PublicationStates(states));

        List<PublicationState> Recorded(PublicationSet set, List<PublicationState> changed)
        {
            set.Records.Add(PostAudit.Of("post.retry", user.WorkspaceId, request.PostId, changed, context, time.GetUtcNow()));
            return changed;
        }
    }
}
