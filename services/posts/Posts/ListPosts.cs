using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Posts;

internal static class ListPosts
{
    public static async Task<Results<Ok<Page<PostResponse>>, ProblemHttpResult>> HandleAsync(
        int? limit, string? cursor, string? status, CurrentUser user, PostsDbContext db, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        var after = Guid.Empty;
        if (limit is < 1 or > Cursor.MaxLimit)
        {
            errors.Add("limit", $"must be 1 to {Cursor.MaxLimit}");
        }

        if (cursor is not null && !Cursor.TryRead(cursor, out after))
        {
            errors.Add("cursor", "must be a next_cursor of this list");
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var size = limit ?? Cursor.DefaultLimit;
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var posts = await db.Posts.AsNoTracking()
            .Where(post => post.WorkspaceId == user.WorkspaceId)
            .Where(post => status == null || post.Status == status)
            .Where(post => cursor == null || post.Id < after)
            .OrderByDescending(post => post.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);

        return TypedResults.Ok(new Page<PostResponse>(
            [.. posts.Take(size).Select(post => post.ToResponse())],
            posts.Count > size ? Cursor.After(posts[size - 1].Id) : null));
    }
}
