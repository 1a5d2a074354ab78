using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.Assets;

internal static class ReadAsset
{
    public static async Task<Results<Ok<MediaResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, AssetRows rows, CancellationToken cancellationToken) =>
        await rows.FindAsync(id, user.WorkspaceId, cancellationToken) is { } asset
            ? TypedResults.Ok(asset.ToResponse())
            : Problems.NotFound();

    public static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(
        Guid id, CurrentUser user, AssetRows rows, IObjectStore store, HttpResponse response, CancellationToken cancellationToken) =>
        await rows.FindAsync(id, user.WorkspaceId, cancellationToken) is { } asset && await store.OpenAsync(asset.Key, cancellationToken) is { } file
            ? FileAnswer.Of(response, file, asset.ContentType, asset.FileName)
            : Problems.NotFound();
}
