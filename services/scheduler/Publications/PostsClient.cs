using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

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

    /// <returns>Why a copy of the post could not be published there as things are; null when it could.</returns>
    public async Task<ProblemHttpResult?> CheckRepeatedAsync(RecurrenceRequest request, CancellationToken cancellationToken)
    {
        var asked = new PublishRequest { Targets = request.Targets, Platforms = request.Platforms, LatePolicy = request.LatePolicy };
        using var answer = await http.PostAsJsonAsync($"internal/posts/{request.PostId}/repeated", asked, PeerJson.Options, cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity))
        {
            answer.EnsureSuccessStatusCode();
            return null;
        }

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return TypedResults.Problem(new ProblemDetails
        {
            Status = (int)answer.StatusCode,
            Type = problem.GetProperty("type").GetString(),
            Title = problem.GetProperty("title").GetString(),
            Extensions = problem.TryGetProperty("errors", out var errors) ? new Dictionary<string, object?> { ["errors"] = errors } : new Dictionary<string, object?>(),
        });
    }
}
