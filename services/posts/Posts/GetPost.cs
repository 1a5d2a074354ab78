using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Posts;

internal static class GetPost
{
    public static async Task<Results<Ok<PostResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, PostsDbContext db, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var post = await db.Posts.AsNoTracking()
            .SingleOrDefaultAsync(post => post.Id == id && post.WorkspaceId == user.WorkspaceId, cancellationToken);
        if (post is null)
        {
            return Problems.NotFound();
        }

        response.Headers.ETag = ETags.Of(post.Version);
        return TypedResults.Ok(post.ToResponse());
    }
}
