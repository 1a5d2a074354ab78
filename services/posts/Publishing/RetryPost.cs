using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Posts.Publishing;

internal static class RetryPost
{
    public static async Task<Results<Ok<ChangedPublicationsResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "post_id")] Guid postId, CurrentUser user, PublicationsOfPost posts, ApprovalGate approvals, ResultsClient results, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await approvals.ProblemWithRetryAsync(postId, user.WorkspaceId, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await posts.QueueFailedAsync(postId, user.WorkspaceId, clock.GetUtcNow(), cancellationToken) is not { } publications)
        {
            return Problems.NotFound();
        }

        // Whatever is known of them here may be old; results picks the failed ones.
        List<Guid> asked = [.. publications.Where(known => known.Status != PublicationStatus.Draft).Select(known => known.Id)];
        IReadOnlyList<PublicationState> states = asked.Count == 0
            ? []
            : (await results.RetryAsync(new RetryPublicationsRequest(postId, asked), cancellationToken)).Publications;
        return TypedResults.Ok(await posts.SettleAsync(
            postId, user.WorkspaceId, publications, states, clock.GetUtcNow(), cancellationToken));
    }
}
