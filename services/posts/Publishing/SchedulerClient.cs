using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Scheduler alone knows zones and what is planned.</summary>
internal sealed class SchedulerClient(HttpClient http)
{
    public Task<ResolvedLocalTime> ResolveAsync(string localTime, string timeZone, CancellationToken cancellationToken) =>
        PostAsync<ResolveLocalTimeRequest, ResolvedLocalTime>("internal/times/resolve", new(localTime, timeZone), cancellationToken);

    public Task<TakenSlots> TakeSlotsAsync(TakeSlotsRequest request, CancellationToken cancellationToken) =>
        PostAsync<TakeSlotsRequest, TakenSlots>("internal/slots/take", request, cancellationToken);

    private async Task<TResponse> PostAsync<TRequest, TResponse>(string path, TRequest request, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(path, request, PeerJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<TResponse>(PeerJson.Options, cancellationToken)
            ?? throw new HttpRequestException("Scheduler gave an empty answer.");
    }
}
