using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Media.Renditions;

internal static class GetRendition
{
    public static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> HandleAsync(
        Guid id,
        string platform,
        [FromQuery(Name = "published_as")] string? publishedAs,
        CurrentUser user,
        AssetRows rows,
        RenditionMaker renditions,
        IObjectStore store,
        HttpResponse response,
        CancellationToken cancellationToken) =>
        await AnswerAsync(
            await rows.FindAsync(id, user.WorkspaceId, cancellationToken), platform, publishedAs, renditions, store, response, cancellationToken);

    /// <summary>For the platform's own worker.</summary>
    public static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> HandleWorkerAsync(
        Guid id,
        string platform,
        [FromQuery(Name = "published_as")] string? publishedAs,
        ServiceCaller caller,
        AssetRows rows,
        RenditionMaker renditions,
        IObjectStore store,
        HttpResponse response,
        CancellationToken cancellationToken) =>
        caller.MaySpeakFor(platform)
            ? await AnswerAsync(await rows.FindHeldAsync(id, cancellationToken), platform, publishedAs, renditions, store, response, cancellationToken)
            : Problems.NotFound();

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> AnswerAsync(
        Asset? asset,
        string platform,
        string? publishedAs,
        RenditionMaker renditions,
        IObjectStore store,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (asset is null)
        {
            return Problems.NotFound();
        }

        var answer = await renditions.AnswerAsync(asset, platform, publishedAs, cancellationToken);
        if (answer.Rendition is not { } rendition)
        {
            return answer.Refuse(response);
        }

        return await store.OpenAsync(rendition.Key, cancellationToken) is { } file
            ? FileAnswer.Of(response, file, rendition.ContentType, rendition.FileName)
            : Problems.NotFound();
    }
}
