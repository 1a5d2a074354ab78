using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>The endpoints that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class MailchimpClient(HttpClient http)
{
    public Task<Post> CreateAsync(string key, CreatePost post, CancellationToken cancellationToken)
        => SendAsync<Post>(HttpMethod.Post, "posts", key, JsonContent.Create(post), cancellationToken);

    public Task<Owner> GetOwnerAsync(string key, CancellationToken cancellationToken)
        => SendAsync<Owner>(HttpMethod.Get, "me", key, body: null, cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string key, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new LostAnswerException("The answer is empty.");
    }
}

internal sealed record CreatePost([property: JsonPropertyName("text")] string Text);

internal sealed record Post([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("url")] string? Url);

internal sealed record Owner([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("name")] string Name);
