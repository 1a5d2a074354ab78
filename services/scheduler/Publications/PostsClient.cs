using System.Net;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>Asks posts, with the user's rights, about what is not planned here.</summary>
internal sealed class PostsClient(HttpClient http)
{
    public async Task<KnownPublication?> FindAsync(Guid publicationId, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"internal/posts/publications/{publicationId}", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<KnownPublication>(PeerJson.Options, cancellationToken);
    }
}
