using ContentMultiplier.Contracts.Api.Posts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Platforms;

internal static class ListPlatforms
{
    public static async Task<Ok<IReadOnlyList<PlatformResponse>>> HandleAsync(
        PlatformCatalogue catalogue, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var known = await catalogue.GetAsync(cancellationToken);
        IReadOnlyList<PlatformResponse> platforms =
        [
            .. known.All.Select(platform => new PlatformResponse(
                platform.Slug, platform.DisplayName, platform.Version, platform.IsAlive(now), platform.LastSeenAt, platform.Capabilities)),
        ];
        return TypedResults.Ok(platforms);
    }
}
