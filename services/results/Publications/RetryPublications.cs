using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Results.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>Gives the failed publications of a post another attempt, now. Posts calls it with the user's rights.</summary>
internal static class RetryPublications
{
    public static async Task<Ok<PublicationStates>> HandleAsync(
        RetryPublicationsRequest request, ResultsDbContext db, PublicationStore store, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, CancellationToken cancellationToken)
    {
        List<Guid> ids;
        await using (await db.BeginAsync(user.Tenant, cancellationToken))
        {
            ids = await db.Publications.AsNoTracking()
                .Where(publication => publication.WorkspaceId == user.WorkspaceId && publication.PostId == request.PostId)
                .Select(publication => publication.Id)
                .ToListAsync(cancellationToken);
        }

        var states = await store.ChangeAsync(
            ids,
            set => set.All
                .OrderBy(publication => publication.Id)
                .Select(publication =>
                {
                    var done = publication.Retry(time.GetUtcNow(), options.Value);
                    return new PublicationState(publication.Id, publication.Platform, publication.Status, done);
                })
                .ToList(),
            cancellationToken);
        return TypedResults.Ok(new PublicationStates(states));
    }
}
