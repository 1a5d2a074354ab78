using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Posts;

internal static class UpdatePost
{
    public static async Task<Results<Ok<PostResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        PostPatch patch,
        CurrentUser user,
        MediaClient media,
        PostsDbContext db,
        TimeProvider clock,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        // Asked before the transaction begins: a part that a patch replaces is all in the patch.
        var named = patch.ApplyTo(new PostRequest());
        var references = MediaReferences.Of(named, "");
        var stored = await media.FindAsync(references, [], cancellationToken);

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

        errors.AddUnknown(references, stored);
        if (errors.Any)
        {
            return Problems.Unprocessable(errors);
        }

        if (!patch.IsEmpty)
        {
            var held = MediaReferences.IdsOf(MediaReferences.Of(post.ToRequest(), ""));
            post.Rewrite(changed, user.UserId, clock.GetUtcNow().ToMicroseconds());
            await HoldAsync(post, held, db, cancellationToken);
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

    /// <summary>The post holds what it says now, and what was frozen of it for a publication.</summary>
    private static async Task HoldAsync(Post post, IReadOnlyList<Guid> before, PostsDbContext db, CancellationToken cancellationToken)
    {
        var now = MediaReferences.IdsOf(MediaReferences.Of(post.ToRequest(), ""));
        if (before.ToHashSet().SetEquals(now))
        {
            return;
        }

        var frozen = await db.Database.SqlQuery<Guid>(
            $"""
            select distinct (item ->> 'media_id')::uuid as "Value"
              from post_targets, json_array_elements(content -> 'media') item
             where post_id = {post.Id} and item ->> 'media_id' is not null
            """).ToListAsync(cancellationToken);
        db.Publish(new PostMediaChanged
        {
            PostId = post.Id,
            WorkspaceId = post.WorkspaceId,
            MediaIds = [.. now.Union(frozen)],
            Version = post.UpdatedAt.UtcTicks,
        });
    }
}
