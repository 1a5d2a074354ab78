using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Calls to sites at addresses of their own, which users supply: the connections are guarded.</summary>
internal sealed class OwnSites(HttpClient http)
{
    public HttpClient Http => http;
}

/// <summary>Calls to WordPress.com.</summary>
internal sealed class HostedSites(HttpClient http)
{
    public HttpClient Http => http;
}

/// <summary>The endpoints that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class WordpressClient(OwnSites own, HostedSites hosted)
{
    private const string PostFields = "context=edit&_fields=id,slug,status,link";
    private const string TextFields = "context=edit&_fields=id,status,content";
    private const string FileFields = "context=edit&_fields=id,source_url";

    public Task<WordpressPost> CreatePostAsync(string type, NewPost post, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, RouteOf(type), JsonContent.Create(post, WordpressJson.Default.NewPost), credential, WordpressJson.Default.WordpressPost, cancellationToken);

    public Task<WordpressPost> ChangePostAsync(
        string type, long id, PostChange change, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{RouteOf(type)}/{id}", JsonContent.Create(change, WordpressJson.Default.PostChange), credential, WordpressJson.Default.WordpressPost, cancellationToken);

    public Task<WordpressText> GetTextAsync(string type, long id, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{RouteOf(type)}/{id}?{TextFields}", null, credential, WordpressJson.Default.WordpressText, cancellationToken);

    public async Task ChangeTextAsync(string type, long id, string html, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(
            HttpMethod.Post, $"{RouteOf(type)}/{id}", JsonContent.Create(new NewText(html), WordpressJson.Default.NewText), credential, cancellationToken);
    }

    /// <summary>Into the bin, from where the site can have it back.</summary>
    public async Task TrashPostAsync(string type, long id, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(HttpMethod.Delete, $"{RouteOf(type)}/{id}", null, credential, cancellationToken);
    }

    public Task<WordpressPost> GetPostAsync(string type, long id, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{RouteOf(type)}/{id}?{PostFields}", null, credential, WordpressJson.Default.WordpressPost, cancellationToken);

    /// <param name="status"><c>any</c> leaves out the bin, which is asked by <c>trash</c>.</param>
    public Task<WordpressPost[]> FindPostsAsync(
        string type, string slug, string status, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{RouteOf(type)}?slug={slug}&status={status}&{PostFields}", null, credential, WordpressJson.Default.WordpressPostArray, cancellationToken);

    public async Task<WordpressFile> UploadAsync(
        string slug, string name, string? altText, MediaFile file, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(slug), "slug" },
            { new StringContent(Path.GetFileNameWithoutExtension(name)), "title" },
            { new StringContent(altText ?? ""), "alt_text" },
            { file.ToContent(), "file", name },
        };
        return await SendAsync(HttpMethod.Post, "wp/v2/media", form, credential, WordpressJson.Default.WordpressFile, cancellationToken);
    }

    public Task<WordpressFile[]> FindFilesAsync(string slug, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"wp/v2/media?slug={slug}&{FileFields}", null, credential, WordpressJson.Default.WordpressFileArray, cancellationToken);

    /// <param name="taxonomy"><c>categories</c> or <c>tags</c>.</param>
    public Task<WordpressTerm[]> FindTermsAsync(string taxonomy, string name, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Get, $"wp/v2/{taxonomy}?search={Uri.EscapeDataString(name)}&per_page=100&_fields=id,name", null, credential, WordpressJson.Default.WordpressTermArray, cancellationToken);

    public Task<WordpressTerm> CreateTermAsync(string taxonomy, string name, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, $"wp/v2/{taxonomy}", JsonContent.Create(new NewTerm(name), WordpressJson.Default.NewTerm), credential, WordpressJson.Default.WordpressTerm, cancellationToken);

    /// <returns>Null where the site does not tell.</returns>
    public async Task<long?> CountCommentsAsync(long post, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(HttpMethod.Get, $"wp/v2/comments?post={post}&per_page=1&_fields=id", null, credential, cancellationToken);
        return response.Headers.TryGetValues("X-WP-Total", out var values)
            && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : null;
    }

    /// <summary>Who the password belongs to. Other reads would be answered to anybody, with a wrong one, too.</summary>
    public Task<WordpressUser> GetUserAsync(AccountCredential credential, string routing, CancellationToken cancellationToken) =>
        GetOwnAsync("wp/v2/users/me?context=edit&_fields=id,name", routing, credential, WordpressJson.Default.WordpressUser, cancellationToken);

    public Task<WordpressIndex> GetIndexAsync(AccountCredential credential, string routing, CancellationToken cancellationToken) =>
        GetOwnAsync("?_fields=name,home", routing, credential, WordpressJson.Default.WordpressIndex, cancellationToken);

    /// <summary>The sites at WordPress.com that a consent opens.</summary>
    public async Task<HostedSiteList> GetHostedSitesAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        await SendAsync(
            hosted.Http, new Uri("rest/v1.1/me/sites?fields=ID,name,URL", UriKind.Relative), HttpMethod.Get, null, credential, WordpressJson.Default.HostedSiteList, cancellationToken);

    private static string RouteOf(string type) => type == WordpressSteps.Page ? "wp/v2/pages" : "wp/v2/posts";

    private async Task<T> GetOwnAsync<T>(
        string route, string routing, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(own.Http, OwnAddress(credential, route, routing), HttpMethod.Get, null, credential, type, cancellationToken);
        }
        catch (JsonException)
        {
            // Where unknown addresses go to the front page, a site without permalinks shows that.
            throw new PlatformRefusedException(FailureCategories.NotFound, "a page instead of an answer");
        }
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string route, HttpContent? body, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(method, route, body, credential, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private Task<HttpResponseMessage> CallAsync(
        HttpMethod method, string route, HttpContent? body, AccountCredential credential, CancellationToken cancellationToken)
    {
        if (!credential.HasAccessToken)
        {
            var routing = credential.Attributes.GetValueOrDefault(WordpressSite.Routing, WordpressSite.PrettyRouting);
            return CallAsync(own.Http, OwnAddress(credential, route, routing), method, body, credential, cancellationToken);
        }

        var path = WordpressSite.HostedPathOf(route, Uri.EscapeDataString(credential.AccountExternalId ?? ""));
        return CallAsync(hosted.Http, new Uri(path, UriKind.Relative), method, body, credential, cancellationToken);
    }

    private Uri OwnAddress(AccountCredential credential, string route, string routing) =>
        new(own.Http.BaseAddress ?? new Uri(WordpressSite.AddressOf(credential) + "/"), WordpressSite.PathOf(route, routing));

    private static async Task<T> SendAsync<T>(
        HttpClient http, Uri address, HttpMethod method, HttpContent? body, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(http, address, method, body, credential, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private static async Task<HttpResponseMessage> CallAsync(
        HttpClient http, Uri address, HttpMethod method, HttpContent? body, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        request.Headers.Authorization = WordpressSite.SignatureOf(credential);
        return await http.SendAsync(request, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new LostAnswerException("WordPress answered without a word.");
}
