using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Revisions;

/// <summary><c>DELETE /api/publishing/publications/{id}</c>: nothing of it is to stand at the platform any more.</summary>
internal static class RemovePublication
{
    public static async Task<Results<Accepted<RevisionResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, RevisionStore store, RevisionPump pump, PlatformCatalogue platforms, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        await platforms.WaitAsync(cancellationToken);
        return await store.ChangeAsync<Results<Accepted<RevisionResponse>, ProblemHttpResult>>(
            Tenant.Workspace(user.WorkspaceId),
            [id],
            set =>
            {
                if (set.Find(id) is not { } publication)
                {
                    return Problems.NotFound();
                }

                if (publication.Removal is { } asked)
                {
                    return RevisionAnswers.Accepted(asked);
                }

                if (!publication.IsPublished)
                {
                    return RevisionAnswers.NotPublished(publication);
                }

                if (!platforms.CanRemove(publication.Platform))
                {
                    return RevisionAnswers.NotAble(publication, "take back what was published");
                }

                var now = time.GetUtcNow();
                publication.Edit?.GiveWay();
                var revision = Revision.Request(publication, RevisionKinds.Removal, null, user.UserId, now, options.Value);
                publication.Revisions.Add(revision);
                set.Records.Add(RevisionAnswers.RecordOf("publication.remove", publication, context, now));
                pump.Wake(revision.NextTryAt);
                return RevisionAnswers.Accepted(revision);
            },
            cancellationToken);
    }
}
