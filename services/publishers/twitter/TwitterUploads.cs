using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>Files to X in parts, by the endpoints of their own that it has for that since 2025.</summary>
internal sealed class TwitterUploads(HttpClient http)
{
    /// <returns>The id of the file, for the other calls and for the post.</returns>
    public async Task<string> InitializeAsync(InitializeUpload upload, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(upload, TwitterJson.Default.InitializeUpload);
        return (await SendAsync(HttpMethod.Post, "2/media/upload/initialize", body, credential, TwitterJson.Default.MediaAnswer, cancellationToken)).Id;
    }

    /// <param name="index">From 0.</param>
    public async Task AppendAsync(string id, int index, HttpContent part, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(index.ToString(CultureInfo.InvariantCulture)), "segment_index" },
            { part, "media", "part" },
        };
        using var request = Request(HttpMethod.Post, $"2/media/upload/{id}/append", credential);
        request.Content = form;
        using var response = await http.SendAsync(request, cancellationToken);
    }

    public Task<MediaState> FinalizeAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"2/media/upload/{id}/finalize", null, credential, TwitterJson.Default.MediaAnswer, cancellationToken);

    public Task<MediaState> GetAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"2/media/upload?command=STATUS&media_id={id}", null, credential, TwitterJson.Default.MediaAnswer, cancellationToken);

    public async Task DescribeAsync(DescribeMedia description, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "2/media/metadata", credential);
        request.Content = JsonContent.Create(description, TwitterJson.Default.DescribeMedia);
        using var response = await http.SendAsync(request, cancellationToken);
    }

    private async Task<MediaState> SendAsync(
        HttpMethod method, string path, HttpContent? body, AccountCredential credential, JsonTypeInfo<MediaAnswer> type, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, credential);
        request.Content = body;
        using var response = await http.SendAsync(request, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(type, cancellationToken))?.Data
            ?? throw new LostAnswerException("X answered without the file.");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, AccountCredential credential) => new(method, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", credential.AccessToken) },
    };
}
