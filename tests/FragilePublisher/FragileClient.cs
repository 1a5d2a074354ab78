using System.Net.Http.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Publishing;

namespace ContentMultiplier.FragilePublisher;

/// <summary>A webhook of the stand-in, and its list of what came by it.</summary>
internal sealed class FragileClient(HttpClient http)
{
    /// <summary>What stands before the secret.</summary>
    public static string IdOf(AccountCredential credential) => credential.Fields[FragilePlatform.Webhook].Split('/')[^2];

    public async Task<FragilePost> CreateAsync(AccountCredential credential, string text, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            credential.Fields[FragilePlatform.Webhook] + "?wait=true", new CreatePost(text), cancellationToken);
        return await answer.Content.ReadFromJsonAsync<FragilePost>(cancellationToken) ?? throw new LostAnswerException("The answer is empty.");
    }

    public async Task<IReadOnlyList<ListedPost>> ListAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var page = await http.GetFromJsonAsync<ListedPosts>(
            $"/_sandbox/posts?limit=10000&platform=discord&account={IdOf(credential)}", cancellationToken);
        return page!.Items;
    }

    private sealed record CreatePost([property: JsonPropertyName("content")] string Content);
}

internal sealed record FragilePost([property: JsonPropertyName("id")] string Id);

internal sealed record ListedPost([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("text")] string Text);

internal sealed record ListedPosts([property: JsonPropertyName("items")] IReadOnlyList<ListedPost> Items);
