using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests.Support;

/// <summary>A fresh workspace and what its user does.</summary>
internal sealed class Workspace : IDisposable
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public HttpClient Client { get; }

    public Workspace(MediaFactory? service = null)
    {
        Service = service ?? MediaSuite.Service;
        Client = Service.ClientOf(Id);
    }

    public MediaFactory Service { get; }

    public void Dispose() => Client.Dispose();

    public async Task<Answer> UploadAsync(byte[] file, string name = "picture.png", string? altText = null)
    {
        using var form = new MultipartFormDataContent();
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content, "file", name);
        if (altText is not null)
        {
            form.Add(new StringContent(altText), "alt_text");
        }

        return await SendAsync(HttpMethod.Post, "/api/media", form);
    }

    public async Task<MediaResponse> UploadedAsync(byte[] file, string name = "picture.png", string? altText = null) =>
        (await UploadAsync(file, name, altText)).As<MediaResponse>();

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>What is answered once the form is made, or refused.</summary>
    public Task<Answer> ReadyAsync(string path) => Eventually.GetAsync(
        async () => await GetAsync(path) is { Status: not HttpStatusCode.ServiceUnavailable } answer ? answer : null, TimeSpan.FromMinutes(3), "the form is made");

    public Task<Answer> DeleteAsync(Guid id) => SendAsync(HttpMethod.Delete, $"/api/media/{id}", null);

    public Task<Answer> PostAsync<T>(string path, T body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: StrictJson.Options));

    public async Task<CheckedMedia> CheckAsync(Guid id, params string[] platforms) =>
        (await PostAsync("/internal/media/check", new CheckMediaRequest { MediaIds = [id], Platforms = platforms })).As<CheckMediaResponse>().Media.Single();

    public async Task<CheckedMedia> CheckTargetsAsync(Guid id, params MediaTarget[] targets) =>
        (await PostAsync("/internal/media/check", new CheckMediaRequest { MediaIds = [id], Targets = targets })).As<CheckMediaResponse>().Media.Single();

    /// <summary>What posts says, and that it was heard.</summary>
    public async Task HoldAsync(Guid postId, long version, params Guid[] media)
    {
        await Service.PublishAsync(new PostMediaChanged { PostId = postId, WorkspaceId = Id, MediaIds = media, Version = version });
        await Eventually.BecomesTrueAsync(
            async () => await Service.Database.ScalarAsync<long>(
                $"select count(*) from post_versions where post_id = '{postId}' and version >= {version}") == 1,
            MediaSuite.Patience);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}

internal sealed record Answer(HttpStatusCode Status, byte[] Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(System.Text.Encoding.UTF8.GetString(Body));

    public string Code => Json.GetProperty("type").GetString()!["urn:content-multiplier:".Length..];

    public string Detail => Json.GetProperty("detail").GetString()!;

    public T As<T>() => Status < HttpStatusCode.BadRequest
        ? JsonSerializer.Deserialize<T>(Body, StrictJson.Options)!
        : throw new InvalidOperationException($"{Status}: {System.Text.Encoding.UTF8.GetString(Body)}");

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(),
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
}
