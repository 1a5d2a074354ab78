using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

internal static class RetryPost
{
    public static async Task<Results<Ok<ChangedPublicationsResponse>, ProblemHttpResult>> HandleAsync(
        Guid postId, CurrentUser user, NpgsqlDataSource dataSource, ResultsClient results, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var post = await LockedPost.FindAsync(dataSource, postId, user.WorkspaceId, cancellationToken);
        if (post is null)
        {
            return Problems.NotFound();
        }

        // Whatever is known of them here may be old; results picks the failed ones.
        List<Guid> asked = [.. post.Publications.Where(known => known.Status != PublicationStatus.Draft).Select(known => known.Id)];
        IReadOnlyList<PublicationState> states = asked.Count == 0
            ? []
            : (await results.RetryAsync(new RetryPublicationsRequest(postId, asked), cancellationToken)).Publications;
        return TypedResults.Ok(await post.SettleAsync(states, clock.GetUtcNow(), cancellationToken));
    }
}
