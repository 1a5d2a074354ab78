using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Posts.Publishing;

internal static class CancelPost
{
    public static async Task<Results<Ok<ChangedPublicationsResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "post_id")] Guid postId, CurrentUser user, PublicationsOfPost posts, ResultsClient results, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await posts.ReadAsync(postId, user.WorkspaceId, cancellationToken) is not { } publications)
        {
            return Problems.NotFound();
        }

        // All of them are named, because results may not have heard of this post yet and must know what it refuses.
        List<RequestedPublication> asked =
        [
            .. publications.Where(known => known.Status != PublicationStatus.Draft).Select(known => new RequestedPublication
            {
                PublicationId = known.Id,
                Platform = known.Platform,
                AccountId = known.AccountId,
                AccountName = known.AccountName,
                DueAt = known.DueAt,
            }),
        ];
        IReadOnlyList<PublicationState> states = asked.Count == 0
            ? []
            : (await results.CancelAsync(new CancelPublicationsRequest(postId, asked), cancellationToken)).Publications;
        return TypedResults.Ok(await posts.SettleAsync(
            postId, user.WorkspaceId, publications, states, clock.GetUtcNow(), cancellationToken));
    }
}
