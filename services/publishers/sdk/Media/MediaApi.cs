using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Media;

/// <summary>The media service, as a worker sees it: uploaded files in the form that its platform takes.</summary>
internal sealed class MediaApi(HttpClient http)
{
    public async Task<HttpResponseMessage> OpenAsync(Guid id, string platform, CancellationToken cancellationToken) =>
        await http.GetAsync($"/internal/media/{id}/renditions/{platform}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <returns>Null, and why, when there is none.</returns>
    public async Task<(string? Url, HttpStatusCode Status)> LinkAsync(Guid id, string platform, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            $"/internal/media/{id}/links", new PlatformLinkRequest(platform), PeerJson.Options, cancellationToken);
        return answer.IsSuccessStatusCode
            ? ((await answer.Content.ReadFromJsonAsync<MediaLinkResponse>(PeerJson.Options, cancellationToken))!.Url, answer.StatusCode)
            : (null, answer.StatusCode);
    }
}
