using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.Links;

/// <summary><c>GET /m/{token}</c>: for platforms that fetch files themselves, and for whoever was given the address.</summary>
internal static class OpenLink
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapLinks(this RouteGroupBuilder links) =>
        links.MapMethods("/{token}", Reading, HandleAsync)
            .RequireAuthorization(Policies.Anonymous)
            .ExcludeFromDescription();

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> HandleAsync(
        string token, LinkRows links, IObjectStore store, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(token, clock.GetUtcNow(), cancellationToken) is not { } target)
        {
            return Problems.NotFound();
        }

        var key = Asset.KeyOf(target.WorkspaceId, target.MediaId);
        var path = target.RulesHash is { } rendition ? $"{key}.{rendition}" : key;
        return await store.OpenAsync(path, cancellationToken) is { } file
            ? FileAnswer.Of(response, file, target.ContentType, Path.ChangeExtension(target.FileName, FileKinds.ExtensionOf(target.ContentType)))
            : Problems.NotFound();
    }
}
