using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Results.Publications;

/// <summary>Asks posts, with the user's rights, about a post that results has not heard of yet.</summary>
internal sealed class PostsClient(HttpClient http)
{
    public async Task<PostPublications?> FindAsync(Guid postId, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"/internal/posts/{postId}/publications", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<PostPublications>(PeerJson.Options, cancellationToken);
    }
}
