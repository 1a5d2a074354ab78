using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Posts;

internal static class ListPosts
{
    public static async Task<Results<Ok<Page<PostResponse>>, ProblemHttpResult>> HandleAsync(
        CurrentUser user,
        PostsDbContext db,
        CancellationToken cancellationToken,
        int limit = Paging.DefaultLimit,
        string? cursor = null,
        string? status = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var posts = await db.Posts.AsNoTracking()
            .Where(post => post.WorkspaceId == user.WorkspaceId)
            .Where(post => status == null || post.Status == status)
            .Where(post => after == null || post.Id < after)
            .OrderByDescending(post => post.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(posts.ConvertAll(post => post.ToResponse()), limit, post => post.Id));
    }
}
