using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.Medium;

/// <summary>The endpoints of Medium that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class MediumClient(HttpClient http)
{
    /// <param name="place"><c>users</c> or <c>publications</c>.</param>
    public Task<Story> CreateAsync(string place, string id, NewStory story, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, $"v1/{place}/{Uri.EscapeDataString(id)}/posts", JsonContent.Create(story, MediumJson.Default.NewStory), credential, MediumJson.Default.AnswerStory, cancellationToken);

    public async Task<Picture> UploadAsync(MediaFile file, string name, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { file.ToContent(), "image", name } };
        return await SendAsync(HttpMethod.Post, "v1/images", form, credential, MediumJson.Default.AnswerPicture, cancellationToken);
    }

    public Task<MediumUser> GetUserAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "v1/me", null, credential, MediumJson.Default.AnswerMediumUser, cancellationToken);

    public Task<Publication[]> GetPublicationsAsync(string userId, AccountCredential credential, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"v1/users/{Uri.EscapeDataString(userId)}/publications", null, credential, MediumJson.Default.AnswerPublicationArray, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, AccountCredential credential, JsonTypeInfo<Answer<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", credential.HasAccessToken ? credential.AccessToken : credential.Fields[MediumPlatform.TokenField]);
        request.Headers.AcceptCharset.ParseAdd("utf-8");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync(type, cancellationToken);
        return answer?.Data ?? throw new LostAnswerException("Medium answered without data.");
    }
}
