using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ContentMultiplier.Media.Links;

/// <summary>A file of a stranger as an answer: a download of a fixed type that no browser makes anything else of.</summary>
internal static class FileAnswer
{
    public static FileStreamHttpResult Of(HttpResponse response, Stream file, string contentType, string fileName)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-transform";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(file, contentType, enableRangeProcessing: true);
    }
}
