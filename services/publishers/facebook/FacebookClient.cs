using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.Publishers.Meta;
using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>The endpoints of the Graph API that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class FacebookClient(HttpClient http, FacebookSettings settings)
{
    public async Task<CreatedPost> CreatePostAsync(
        string page, IReadOnlyDictionary<string, string> form, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        var created = await SendAsync(
            HttpMethod.Post, $"{page}/feed?fields=id,permalink_url", content, credential, FacebookJson.Default.GraphId, cancellationToken);
        return new CreatedPost(created.Id ?? "", created.PermalinkUrl);
    }

    /// <summary>A photo that nobody sees until a post shows it.</summary>
    public async Task<UploadedPhoto> UploadPhotoAsync(
        string page, MediaFile file, string name, IReadOnlyDictionary<string, string> fields, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        form.Add(file.ToContent(), "source", name);
        var created = await SendAsync(HttpMethod.Post, $"{page}/photos", form, credential, FacebookJson.Default.GraphId, cancellationToken);
        return new UploadedPhoto(created.Id ?? throw new LostAnswerException("Facebook took a photo and did not name it."));
    }

    /// <param name="edge"><c>video_reels</c> or <c>video_stories</c>.</param>
    public async Task<VideoStart> StartUploadAsync(string page, string edge, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["upload_phase"] = "start" });
        return await SendAsync(HttpMethod.Post, $"{page}/{edge}", content, credential, FacebookJson.Default.VideoStart, cancellationToken);
    }

    /// <returns>The post that it became, where Facebook tells.</returns>
    public Task<string?> FinishUploadAsync(
        string page, string edge, IReadOnlyDictionary<string, string> form, AccountCredential credential, CancellationToken cancellationToken) =>
        ShowAsync($"{page}/{edge}", form, credential, cancellationToken);

    /// <param name="photo">Brought up, and shown nowhere yet.</param>
    /// <returns>The post that it became, where Facebook tells.</returns>
    public Task<string?> CreatePhotoStoryAsync(string page, string photo, AccountCredential credential, CancellationToken cancellationToken) =>
        ShowAsync($"{page}/photo_stories", new Dictionary<string, string> { ["photo_id"] = photo }, credential, cancellationToken);

    /// <summary>Those of the last day.</summary>
    public async Task<IReadOnlyList<FoundStory>> GetStoriesAsync(string page, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Get, $"{page}/stories?status=PUBLISHED&limit=100", null, credential, FacebookJson.Default.StoryList, cancellationToken)).Data ?? [];

    public async Task<CreatedPost> CommentAsync(string post, string message, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["message"] = message });
        var created = await SendAsync(HttpMethod.Post, $"{post}/comments", content, credential, FacebookJson.Default.GraphId, cancellationToken);
        return new CreatedPost(created.Id ?? "");
    }

    /// <summary>The oldest first, so that those of the first minutes are among them.</summary>
    public async Task<IReadOnlyList<FoundComment>> GetCommentsAsync(string post, AccountCredential credential, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Get,
            $"{post}/comments?fields=id,message,from{{id}}&order=chronological&limit=100",
            null,
            credential,
            FacebookJson.Default.CommentList,
            cancellationToken)).Data ?? [];

    public Task<VideoState> GetVideoAsync(string video, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{video}?fields=id,status,permalink_url", null, credential, FacebookJson.Default.VideoState, cancellationToken);

    /// <param name="edge"><c>published_posts</c> or <c>scheduled_posts</c>.</param>
    public Task<PostList> GetPostsAsync(
        string page, string edge, DateTimeOffset? since, string? after, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"{page}/{edge}?fields=id,message,permalink_url,attachments{{target,subattachments{{target}}}}&limit=50"
            + (since is { } time ? $"&since={time.ToUnixTimeSeconds()}" : "")
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"),
        null,
        credential,
        FacebookJson.Default.PostList,
        cancellationToken);

    public Task<PageList> GetPagesAsync(string? after, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        "me/accounts?fields=id,name,access_token,link,tasks&limit=100" + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"),
        null,
        credential,
        FacebookJson.Default.PageList,
        cancellationToken);

    public Task<FacebookPage> GetPageAsync(string page, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{page}?fields=id,name,link", null, credential, FacebookJson.Default.FacebookPage, cancellationToken);

    public async Task<IReadOnlyList<string>> GetPermissionsAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var permissions = await SendAsync(HttpMethod.Get, "me/permissions", null, credential, FacebookJson.Default.PermissionList, cancellationToken);
        return [.. (permissions.Data ?? []).Where(permission => permission.Status == "granted").Select(permission => permission.Name).OfType<string>()];
    }

    public Task<PostCounts> GetCountsAsync(
        string post, IReadOnlyList<string> fields, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"{Uri.EscapeDataString(post)}?fields={string.Join(',', fields)}",
        null,
        credential,
        FacebookJson.Default.PostCounts,
        cancellationToken);

    public Task<GraphInsights> GetInsightsAsync(
        string post, IReadOnlyList<string> metrics, AccountCredential credential, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"{Uri.EscapeDataString(post)}/insights?metric={string.Join(',', metrics)}",
        null,
        credential,
        FacebookJson.Default.GraphInsights,
        cancellationToken);

    public async Task DeleteAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        FacebookVideos.Require(await SendAsync(HttpMethod.Delete, id, null, credential, FacebookJson.Default.Success, cancellationToken));

    /// <param name="field"><c>message</c> of a post, <c>description</c> of a video.</param>
    public async Task EditAsync(string id, string field, string text, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { [field] = text });
        FacebookVideos.Require(await SendAsync(HttpMethod.Post, id, content, credential, FacebookJson.Default.Success, cancellationToken));
    }

    private async Task<string?> ShowAsync(
        string path, IReadOnlyDictionary<string, string> form, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        var answer = await SendAsync(HttpMethod.Post, path, content, credential, FacebookJson.Default.Success, cancellationToken);
        FacebookVideos.Require(answer);
        return answer.PostId is { ValueKind: JsonValueKind.String or JsonValueKind.Number } post ? post.ToString() : null;
    }

    private Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Graph.SendAsync(http, method, $"{settings.Version}/{path}", content, credential, type, cancellationToken);
}

/// <summary>The host that takes videos.</summary>
internal sealed class FacebookVideos(HttpClient http, FacebookSettings settings)
{
    /// <summary>Brings a video up part by part, in the sizes that Facebook asks for.</summary>
    public async Task<UploadedVideo> UploadAsync(
        string page, MediaFile file, long length, AccountCredential credential, CancellationToken cancellationToken)
    {
        var started = await PhaseAsync(page, "start", new() { ["file_size"] = $"{length}" }, null, credential, cancellationToken);
        if (started is not { VideoId: { } video, UploadSessionId: { } session })
        {
            throw new LostAnswerException("Facebook began an upload and did not name it.");
        }

        var next = started;
        for (long sent = 0; sent < length;)
        {
            var (from, to) = (Offset(next.StartOffset), Offset(next.EndOffset));
            if (from != sent || to <= from)
            {
                throw new LostAnswerException($"Facebook asks for the bytes from {from} to {to}, and {sent} were sent.");
            }

            next = await PhaseAsync(
                page,
                "transfer",
                new() { ["upload_session_id"] = session, ["start_offset"] = $"{from}" },
                file.ToContent(to - from),
                credential,
                cancellationToken);
            sent = to;
        }

        return new UploadedVideo(video, session);
    }

    public async Task FinishAsync(string page, Dictionary<string, string> form, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        Require(await Graph.SendAsync(
            http, HttpMethod.Post, $"{settings.Version}/{page}/videos", content, credential, FacebookJson.Default.Success, cancellationToken));
    }

    /// <summary>Brings a reel or a story up to the address that Facebook named for it.</summary>
    public async Task UploadWholeAsync(string url, MediaFile file, long length, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = file.ToContent(length) };
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", credential.AccessToken);
        request.Headers.Add("offset", "0");
        request.Headers.Add("file_size", length.ToString(CultureInfo.InvariantCulture));
        using var response = await http.SendAsync(request, cancellationToken);
        Require(await response.Content.ReadFromJsonAsync(FacebookJson.Default.Success, cancellationToken));
    }

    public static void Require(Success? answer)
    {
        if (answer?.IsSuccess != true)
        {
            throw new LostAnswerException("Facebook did not say whether it worked.");
        }
    }

    private async Task<VideoStart> PhaseAsync(
        string page, string phase, Dictionary<string, string> fields, HttpContent? chunk, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new StringContent(phase), "upload_phase" } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (chunk is not null)
        {
            form.Add(chunk, "video_file_chunk", "chunk");
        }

        return await Graph.SendAsync(
            http, HttpMethod.Post, $"{settings.Version}/{page}/videos", form, credential, FacebookJson.Default.VideoStart, cancellationToken);
    }

    private static long Offset(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new LostAnswerException("Facebook did not say which bytes come next.");
}

internal static class Graph
{
    public static async Task<T> SendAsync<T>(
        HttpClient http,
        HttpMethod method,
        string path,
        HttpContent? content,
        AccountCredential credential,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };

        // In the address, where Meta's examples have it, the token would be in every log on the way.
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new LostAnswerException("Facebook's answer is empty.");
    }
}
