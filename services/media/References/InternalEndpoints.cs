using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.References;

internal static class InternalEndpoints
{
    /// <summary>Platforms fetch what a post names at once, or while they prepare it.</summary>
    private const int PlatformLinkSeconds = 24 * 60 * 60;

    public static void MapInternal(this RouteGroupBuilder media)
    {
        media.ExcludeFromDescription();
        media.MapPost("/check", CheckMedia.HandleAsync).RequireAuthorization(Policies.User);
        media.MapGet("/{id:guid}/renditions/{platform}", GetRendition.HandleWorkerAsync).RequireAuthorization(Policies.Service);
        media.MapPost("/{id:guid}/links", LinkAsync).RequireAuthorization(Policies.Service);
    }

    private static async Task<Results<Ok<MediaLinkResponse>, ProblemHttpResult>> LinkAsync(
        Guid id,
        PlatformLinkRequest request,
        ServiceCaller caller,
        AssetRows rows,
        RenditionMaker renditions,
        LinkRows links,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken) =>
        caller.MaySpeakFor(request.Platform) && await rows.FindHeldAsync(id, cancellationToken) is { } asset
            ? await CreateLink.MakeAsync(
                asset, request.Platform, request.PublishedAs, PlatformLinkSeconds, renditions, links, clock, response, cancellationToken)
            : Problems.NotFound();
}
