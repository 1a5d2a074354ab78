using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Posts;

internal static class UpdatePost
{
    public static async Task<Results<Ok<PostResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, PostPatch patch, CurrentUser user, PostsDbContext db, TimeProvider clock, HttpContext http, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var post = await db.Posts
            .SingleOrDefaultAsync(post => post.Id == id && post.WorkspaceId == user.WorkspaceId, cancellationToken);
        if (post is null)
        {
            return Problems.NotFound();
        }

        if (Preconditions.Check(http.Request, post.Version, required: true) is { } refused)
        {
            return refused;
        }

        var changed = patch.ApplyTo(post.ToRequest());
        var errors = new ErrorBag();
        PostRules.Check(changed, "", errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        if (!patch.IsEmpty)
        {
            post.Rewrite(changed, user.UserId, clock.GetUtcNow().ToMicroseconds());
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Preconditions.Stale();
        }

        await transaction.CommitAsync(cancellationToken);
        http.Response.Headers.ETag = ETags.Of(post.Version);
        return TypedResults.Ok(post.ToResponse());
    }
}
