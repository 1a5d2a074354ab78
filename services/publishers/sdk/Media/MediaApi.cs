using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Media;

/// <summary>The media service, as a worker sees it: uploaded files in the form that its platform takes.</summary>
internal sealed class MediaApi(HttpClient http)
{
    public async Task<HttpResponseMessage> OpenAsync(Guid id, string platform, string? publishedAs, CancellationToken cancellationToken) =>
        await http.GetAsync(
            $"/internal/media/{id}/renditions/{platform}" + (publishedAs is null ? "" : $"?published_as={Uri.EscapeDataString(publishedAs)}"),
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken);

    /// <summary>Answered with a <see cref="MediaLinkResponse"/>, if the platform can get the file.</summary>
    public async Task<HttpResponseMessage> LinkAsync(Guid id, string platform, string? publishedAs, CancellationToken cancellationToken) =>
        await http.PostAsJsonAsync($"/internal/media/{id}/links", new PlatformLinkRequest(platform, publishedAs), PeerJson.Options, cancellationToken);
}
