using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Revisions;

/// <summary><c>GET /api/publishing/publications/{id}/revisions</c>.</summary>
internal static class ListRevisions
{
    public static async Task<Results<Ok<IReadOnlyList<RevisionResponse>>, ProblemHttpResult>> HandleAsync(
        Guid id, RevisionStore store, CurrentUser user, CancellationToken cancellationToken) =>
        await store.ListAsync(id, user.WorkspaceId, cancellationToken) is { } revisions
            ? TypedResults.Ok<IReadOnlyList<RevisionResponse>>([.. revisions.Select(revision => revision.ToResponse())])
            : Problems.NotFound();
}
