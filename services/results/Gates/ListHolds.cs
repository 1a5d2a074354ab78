using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Gates;

/// <summary><c>GET /api/publishing/holds</c>.</summary>
internal static class ListHolds
{
    public static async Task<Ok<IReadOnlyList<HoldResponse>>> HandleAsync(
        HoldStore holds, CurrentUser user, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await holds.ListAsync(user.WorkspaceId, time.GetUtcNow(), cancellationToken));
}
