using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

internal static class CancelPost
{
    public static async Task<Results<Ok<ChangedPublicationsResponse>, ProblemHttpResult>> HandleAsync(
        Guid postId, CurrentUser user, NpgsqlDataSource dataSource, ResultsClient results, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var post = await LockedPost.FindAsync(dataSource, postId, user.WorkspaceId, cancellationToken);
        if (post is null)
        {
            return Problems.NotFound();
        }

        // All of them are named, because results may not have heard of this post yet and must know what it refuses.
        List<RequestedPublication> asked =
        [
            .. post.Publications.Where(known => known.Status != PublicationStatus.Draft).Select(known => new RequestedPublication
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
        return TypedResults.Ok(await post.SettleAsync(states, clock.GetUtcNow(), cancellationToken));
    }
}
