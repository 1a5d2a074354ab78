using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.Publishers.Meta;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>The endpoints of Instagram that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class InstagramClient(HttpClient http, InstagramSettings settings)
{
    public async Task<Container> CreateContainerAsync(
        string user, IReadOnlyDictionary<string, string> form, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        var created = await SendAsync(HttpMethod.Post, $"{user}/media", content, credential, InstagramJson.Default.GraphId, cancellationToken);
        return new Container(created.Id ?? throw new LostAnswerException("Instagram made a container and did not name it."));
    }

    public Task<ContainerState> GetContainerAsync(string container, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{container}?fields=status_code,status", null, credential, InstagramJson.Default.ContainerState, cancellationToken);

    public async Task<PublishedMedia> PublishAsync(string user, string container, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["creation_id"] = container });
        var published = await SendAsync(
            HttpMethod.Post, $"{user}/media_publish", content, credential, InstagramJson.Default.GraphId, cancellationToken);
        return new PublishedMedia(published.Id ?? "");
    }

    public async Task<PublishedComment> CommentAsync(string media, string message, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["message"] = message });
        var created = await SendAsync(HttpMethod.Post, $"{media}/comments", content, credential, InstagramJson.Default.GraphId, cancellationToken);
        return new PublishedComment(created.Id ?? "");
    }

    public async Task<IReadOnlyList<FoundComment>> GetCommentsAsync(string media, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Get, $"{media}/comments?fields=id,text,username&limit=50", null, credential, InstagramJson.Default.CommentList, cancellationToken)).Data ?? [];

    public async Task<PublishingLimit?> GetLimitAsync(string user, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Get,
            $"{user}/content_publishing_limit?fields=config,quota_usage",
            null,
            credential,
            InstagramJson.Default.PublishingLimits,
            cancellationToken)).Data?.FirstOrDefault();

    public async Task<string?> GetPermalinkAsync(string media, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"{media}?fields=permalink", null, credential, InstagramJson.Default.Permalink, cancellationToken)).Url;

    public Task<MediaCounts> GetCountsAsync(string media, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"{Uri.EscapeDataString(media)}?fields=media_product_type,like_count,comments_count",
        null,
        credential,
        InstagramJson.Default.MediaCounts,
        cancellationToken);

    public Task<GraphInsights> GetInsightsAsync(
        string media, IReadOnlyList<string> metrics, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"{Uri.EscapeDataString(media)}/insights?metric={string.Join(',', metrics)}",
        null,
        credential,
        InstagramJson.Default.GraphInsights,
        cancellationToken);

    /// <param name="edge"><c>media</c> or <c>stories</c>.</param>
    public async Task<IReadOnlyList<FoundMedia>> GetMediaAsync(
        string user, string edge, DateTimeOffset since, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Get,
            $"{user}/{edge}?fields=id,caption,timestamp&limit=50&since={since.ToUnixTimeSeconds()}",
            null,
            credential,
            InstagramJson.Default.MediaList,
            cancellationToken)).Data ?? [];

    public Task<InstagramUser> GetMeAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "me?fields=user_id,username,profile_picture_url", null, credential, InstagramJson.Default.InstagramUser, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{settings.Version}/{path}") { Content = content };

        // In the address, where Meta's examples have it, the token would be in every log on the way.
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new LostAnswerException("Instagram's answer is empty.");
    }
}
