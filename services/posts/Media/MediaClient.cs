using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Posts.Media;

/// <summary>Media alone knows what was uploaded and in which form each platform can get it.</summary>
internal sealed class MediaClient(HttpClient http)
{
    /// <summary>What the files are that a post names; nobody is asked about a post that names none.</summary>
    /// <param name="references">The files.</param>
    /// <param name="targets">As what they are to be published where; none asks only whether the files are there.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="tryLinks">Whether they are to be fetched as platforms would, those that do so.</param>
    public async Task<StoredMedia> FindAsync(
        IReadOnlyList<MediaReference> references, IReadOnlyList<MediaTarget> targets, CancellationToken cancellationToken, bool tryLinks = false)
    {
        if (references.Count == 0)
        {
            return StoredMedia.None;
        }

        var request = new CheckMediaRequest
        {
            MediaIds = MediaReferences.IdsOf(references),

            // For a media service of before it was told content types.
            Platforms = [.. targets.Select(target => target.Platform).Distinct()],
            Targets = targets,
            TryLinks = tryLinks,
        };
        using var response = await http.PostAsJsonAsync("internal/media/check", request, PeerJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<CheckMediaResponse>(PeerJson.Options, cancellationToken)
            ?? throw new HttpRequestException("Media gave an empty answer.");
        return new StoredMedia(answer.Media, answer.LinkProblem);
    }
}
