using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Results.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary><c>POST /api/publishing/resume/{post_id}</c>: a person says that what is late is still wanted.</summary>
internal static class ResumePost
{
    public static async Task<Results<Ok<ChangedPublicationsResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "post_id")] Guid postId, ResultsDbContext db, PublicationStore store, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        List<Guid> ids;
        await using (await db.BeginAsync(user.Tenant, cancellationToken))
        {
            ids = await db.Publications
                .Where(publication => publication.WorkspaceId == user.WorkspaceId && publication.PostId == postId)
                .Select(publication => publication.Id)
                .ToListAsync(cancellationToken);
        }

        if (ids.Count == 0)
        {
            return Problems.NotFound();
        }

        var states = await store.ChangeAsync(
            ids,
            set =>
            {
                List<PublicationState> changed =
                [
                    .. set.All.OrderBy(publication => publication.Id).Select(publication =>
                    {
                        var done = publication.Resume(time.GetUtcNow(), options.Value);
                        return new PublicationState(publication.Id, publication.Platform, publication.Status, done);
                    }),
                ];
                set.Records.Add(PostAudit.Of("post.resume", user.WorkspaceId, postId, changed, context, time.GetUtcNow()));
                return changed;
            },
            cancellationToken);
        return TypedResults.Ok(new ChangedPublicationsResponse(
            postId, [.. states.Select(state => new ChangedPublication(state.PublicationId, state.Platform, state.Status, state.Done))]));
    }
}
