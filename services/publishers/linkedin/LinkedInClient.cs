using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>The endpoints of LinkedIn that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class LinkedInClient
{
    private const string Id = "x-restli-id";

    private readonly HttpClient _http;

    public LinkedInClient(HttpClient http, LinkedInSettings settings, TimeProvider time)
    {
        http.DefaultRequestHeaders.Add("LinkedIn-Version", settings.Version);
        http.DefaultRequestHeaders.Add("X-Restli-Protocol-Version", "2.0.0");
        _http = http;

        // After that day LinkedIn refuses every call, so somebody should see it come.
        Observability.Meter.CreateObservableGauge(
            "publisher.linkedin.version.days_left",
            () => (settings.VersionEnds - time.GetUtcNow()).TotalDays,
            "d",
            "Days until LinkedIn ends the version of its API that is asked for.");
    }

    public async Task<CreatedPost> CreatePostAsync(CreatePost post, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "rest/posts", credential);
        request.Content = JsonContent.Create(post, LinkedInJson.Default.CreatePost);
        using var response = await _http.SendAsync(request, cancellationToken);

        // The body is empty; the id is a header.
        return response.Headers.TryGetValues(Id, out var values) && values.FirstOrDefault() is { Length: > 0 } urn
            ? new CreatedPost(urn)
            : throw new LostAnswerException("LinkedIn answered without the id of the post.");
    }

    public async Task<CreatedPost> CommentAsync(string urn, CreateComment comment, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, CommentsOf(urn), credential);
        request.Content = JsonContent.Create(comment, LinkedInJson.Default.CreateComment);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues(Id, out var values) && values.FirstOrDefault() is { Length: > 0 } id)
        {
            return new CreatedPost(id);
        }

        // Of comments the id has been seen in the header and in the body.
        var created = await response.Content.ReadFromJsonAsync(LinkedInJson.Default.FoundComment, cancellationToken);
        return new CreatedPost(created?.Id ?? "");
    }

    /// <summary>The first comments of a post.</summary>
    public async Task<FoundComment[]> GetCommentsAsync(string urn, AccountCredential credential, CancellationToken cancellationToken) =>
        (await GetAsync(CommentsOf(urn) + "?start=0&count=100", credential, LinkedInJson.Default.CommentList, cancellationToken)).Elements ?? [];

    public async Task DeletePostAsync(string urn, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Delete, $"rest/posts/{Uri.EscapeDataString(urn)}", credential);
        request.Headers.Add("X-RestLi-Method", "DELETE");
        using var response = await _http.SendAsync(request, cancellationToken);
    }

    /// <param name="kind"><c>images</c>, <c>videos</c> or <c>documents</c>.</param>
    /// <param name="upload">Whose it will be.</param>
    public async Task<UploadTarget> InitializeUploadAsync(
        string kind, InitializeUploadRequest upload, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, $"rest/{kind}?action=initializeUpload", credential);
        request.Content = JsonContent.Create(new InitializeUpload(upload), LinkedInJson.Default.InitializeUpload);
        return (await SendAsync(request, LinkedInJson.Default.InitializedUpload, cancellationToken)).Value
            ?? throw new LostAnswerException("LinkedIn answered without an address to upload to.");
    }

    public async Task FinalizeVideoAsync(FinalizeUploadRequest upload, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "rest/videos?action=finalizeUpload", credential);
        request.Content = JsonContent.Create(new FinalizeUpload(upload), LinkedInJson.Default.FinalizeUpload);
        using var response = await _http.SendAsync(request, cancellationToken);
    }

    public Task<AssetState> GetAssetAsync(string kind, string urn, AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync($"rest/{kind}/{Uri.EscapeDataString(urn)}", credential, LinkedInJson.Default.AssetState, cancellationToken);

    public Task<UserInfo> GetMemberAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync("v2/userinfo", credential, LinkedInJson.Default.UserInfo, cancellationToken);

    public async Task<OrganizationAcl[]> GetRolesAsync(int start, int count, AccountCredential credential, CancellationToken cancellationToken) =>
        (await GetAsync(
            $"rest/organizationAcls?q=roleAssignee&state=APPROVED&start={start}&count={count}",
            credential,
            LinkedInJson.Default.OrganizationAcls,
            cancellationToken)).Elements ?? [];

    public Task<Organization> GetOrganizationAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync($"rest/organizations/{id}", credential, LinkedInJson.Default.Organization, cancellationToken);

    /// <summary>What an organization posted, newest first.</summary>
    public async Task<FoundPost[]> GetPostsAsync(
        string author, int start, int count, AccountCredential credential, CancellationToken cancellationToken)
    {
        var path = $"rest/posts?q=author&author={Uri.EscapeDataString(author)}&start={start}&count={count}&sortBy=CREATED";
        using var request = Request(HttpMethod.Get, path, credential);
        request.Headers.Add("X-RestLi-Method", "FINDER");
        return (await SendAsync(request, LinkedInJson.Default.PostList, cancellationToken)).Elements ?? [];
    }

    /// <summary>What happened to an organization's posts since they were published.</summary>
    /// <param name="organization">Whose they are.</param>
    /// <param name="parameter"><c>shares</c> or <c>ugcPosts</c>, by the kind of the URNs.</param>
    /// <param name="urns">All of one kind.</param>
    public async Task<PostStatistics[]> GetStatisticsAsync(
        string organization, string parameter, IEnumerable<string> urns, AccountCredential credential, CancellationToken cancellationToken) =>
        (await GetAsync(
            $"rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={Uri.EscapeDataString(organization)}"
                + $"&{parameter}=List({string.Join(',', urns.Select(Uri.EscapeDataString))})",
            credential,
            LinkedInJson.Default.StatisticsList,
            cancellationToken)).Elements ?? [];

    private static string CommentsOf(string urn) => $"rest/socialActions/{Uri.EscapeDataString(urn)}/comments";

    private async Task<T> GetAsync<T>(string path, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path, credential);
        return await SendAsync(request, type, cancellationToken);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new LostAnswerException("LinkedIn's answer is empty.");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, AccountCredential credential)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken);
        return request;
    }
}

/// <summary>Bytes to the addresses that LinkedIn hands out for them.</summary>
internal sealed class LinkedInUploads(HttpClient http)
{
    /// <summary>A whole image or document.</summary>
    public async Task PutAsync(string url, HttpContent content, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken);
        using var response = await http.SendAsync(request, cancellationToken);
    }

    /// <summary>A part of a video: its address is its permission, and LinkedIn takes no token beside it.</summary>
    /// <returns>What names the part when the upload is finished.</returns>
    public async Task<string> PutPartAsync(string url, HttpContent content, CancellationToken cancellationToken)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        using var response = await http.SendAsync(request, cancellationToken);
        return response.Headers.ETag?.Tag.Trim('"')
            ?? (response.Headers.TryGetValues("ETag", out var values) ? values.First() : null)
            ?? throw new LostAnswerException("LinkedIn took a part of the video and did not name it.");
    }
}
