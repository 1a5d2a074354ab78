using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Results decides what has not begun and what may be tried again; it alone knows what workers hold.</summary>
internal sealed class ResultsClient(HttpClient http)
{
    public Task<PublicationStates> CancelAsync(CancelPublicationsRequest request, CancellationToken cancellationToken) =>
        PostAsync("internal/publications/cancel", request, cancellationToken);

    public Task<PublicationStates> RetryAsync(RetryPublicationsRequest request, CancellationToken cancellationToken) =>
        PostAsync("internal/publications/retry", request, cancellationToken);

    private async Task<PublicationStates> PostAsync<TRequest>(string path, TRequest request, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(path, request, PeerJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<PublicationStates>(PeerJson.Options, cancellationToken)
            ?? throw new HttpRequestException("Results gave an empty answer.");
    }
}
