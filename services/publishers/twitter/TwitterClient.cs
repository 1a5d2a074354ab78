using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>The endpoints of X that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class TwitterClient(HttpClient http, TwitterSettings settings)
{
    public async Task<CreatedPost> CreatePostAsync(CreatePostRequest post, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(post, TwitterJson.Default.CreatePostRequest);
        var answer = await SendAsync(HttpMethod.Post, "2/tweets", body, credential, TwitterJson.Default.CreatePostAnswer, cancellationToken);
        return answer?.Data ?? throw new LostAnswerException("X answered without the post.");
    }

    public async Task DeletePostAsync(string id, AccountCredential credential, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Delete, $"2/tweets/{id}", null, credential, TwitterJson.Default.DeletePostAnswer, cancellationToken);
        if (answer?.Data?.Deleted != true)
        {
            throw new LostAnswerException("X answered without saying that the post is deleted.");
        }
    }

    public async Task<TwitterUser> GetMeAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        const string Path = "2/users/me?user.fields=profile_image_url";
        var answer = await SendAsync(HttpMethod.Get, Path, null, credential, TwitterJson.Default.UserAnswer, cancellationToken);
        return answer?.Data ?? throw new LostAnswerException("X answered without the user.");
    }

    /// <summary>One page of what a user posted, replies included, newest first.</summary>
    public async Task<TimelineAnswer> GetPostsAsync(
        string userId, DateTimeOffset since, string? page, AccountCredential credential, CancellationToken cancellationToken)
    {
        var path = $"2/users/{userId}/tweets?max_results=100&start_time={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            + $"&{settings.FieldsParameter}=conversation_id,entities&expansions=referenced_posts"
            + (page is null ? "" : $"&pagination_token={Uri.EscapeDataString(page)}");
        return await SendAsync(HttpMethod.Get, path, null, credential, TwitterJson.Default.TimelineAnswer, cancellationToken)
            ?? throw new LostAnswerException("X answered without a timeline.");
    }

    /// <summary>The numbers of up to 100 posts.</summary>
    public async Task<MetricsAnswer> GetMetricsAsync(
        IReadOnlyCollection<string> ids, string fields, AccountCredential credential, CancellationToken cancellationToken)
    {
        var path = $"2/tweets?ids={string.Join(',', ids)}&{settings.FieldsParameter}={fields}";
        return await SendAsync(HttpMethod.Get, path, null, credential, TwitterJson.Default.MetricsAnswer, cancellationToken)
            ?? throw new LostAnswerException("X answered without posts.");
    }

    private async Task<T?> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken);
    }
}
