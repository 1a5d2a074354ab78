using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Media.Data;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Media.Assets;

internal static class ListAssets
{
    public static async Task<Results<Ok<Page<MediaResponse>>, ProblemHttpResult>> HandleAsync(
        CurrentUser user,
        MediaDbContext db,
        CancellationToken cancellationToken,
        int limit = Paging.DefaultLimit,
        string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var assets = await db.Assets.AsNoTracking()
            .Where(asset => asset.WorkspaceId == user.WorkspaceId)
            .Where(asset => after == null || asset.Id < after)
            .OrderByDescending(asset => asset.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(assets.ConvertAll(asset => asset.ToResponse()), limit, asset => asset.Id));
    }
}
