using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.Links;

internal static class CreateLink
{
    private const int Usual = 60 * 60;
    private const int Longest = 7 * 24 * 60 * 60;

    public static async Task<Results<Ok<MediaLinkResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        MediaLinkRequest request,
        CurrentUser user,
        AssetRows rows,
        RenditionMaker renditions,
        LinkRows links,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (request.ExpiresInSeconds is < 1 or > Longest)
        {
            return Problems.Invalid(new Dictionary<string, string[]> { ["expires_in_seconds"] = [$"must be 1 to {Longest}"] });
        }

        return await rows.FindAsync(id, user.WorkspaceId, cancellationToken) is { } asset
            ? await MakeAsync(
                asset, request.Platform, request.PublishedAs, request.ExpiresInSeconds ?? Usual, renditions, links, clock, response, cancellationToken)
            : Problems.NotFound();
    }

    public static async Task<Results<Ok<MediaLinkResponse>, ProblemHttpResult>> MakeAsync(
        Asset asset,
        string? platform,
        string? publishedAs,
        int seconds,
        RenditionMaker renditions,
        LinkRows links,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        Rendition? rendition = null;
        if (platform is not null)
        {
            var answer = await renditions.AnswerAsync(asset, platform, publishedAs, cancellationToken);
            if (answer.Rendition is null)
            {
                return answer.Refuse(response);
            }

            rendition = answer.Rendition;
        }

        var expiresAt = clock.GetUtcNow().AddSeconds(seconds);
        return TypedResults.Ok(new MediaLinkResponse(
            await links.CreateAsync(asset, rendition?.RulesHash, expiresAt, cancellationToken),
            rendition?.ContentType ?? asset.ContentType,
            rendition?.Size ?? asset.Size,
            expiresAt));
    }
}
