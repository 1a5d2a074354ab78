using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>A fresh workspace and what its user does.</summary>
internal sealed class Workspace : IDisposable
{
    public Guid Id { get; }

    public HttpClient Client { get; }

    public Workspace()
        : this(Guid.CreateVersion7())
    {
    }

    private Workspace(Guid id, params string[] rights)
    {
        Id = id;
        Client = PostsSuite.Service.ClientOf(id, rights);
    }

    /// <summary>The same workspace as somebody else sees it.</summary>
    public Workspace Member(params string[] rights) => new(Id, rights);

    public void Dispose() => Client.Dispose();

    public async Task<Guid> ConnectAsync(string platform, string name = "Acme")
    {
        var id = Guid.CreateVersion7();
        await PostsSuite.Service.PublishAsync(new AccountConnected
        {
            AccountId = id,
            WorkspaceId = Id,
            Platform = platform,
            Name = name,
            ExternalId = "1",
            Version = 1,
        });
        await Eventually.BecomesTrueAsync(
            async () => await CountAsync($"select count(*) from accounts where id = '{id}'") == 1, PostsSuite.Patience);
        return id;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Client.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Location?.ToString(),
            response.Headers.ETag?.ToString());
    }

    public Task<Answer> PostAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, body.GetType(), StrictJson.Options), headers);

    public Task<Answer> PublishAsync(PublishRequest request, params (string Name, string Value)[] headers) =>
        PostAsync("/api/publishing/publish", request, headers);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<long> CountAsync(string sql) => PostsSuite.Service.Database.ScalarAsync<long>(sql);

    public Task<long> PostsAsync() => CountAsync($"select count(*) from posts where workspace_id = '{Id}'");

    public static PublishRequest To(params Guid[] accounts) => new()
    {
        Post = new PostRequest { Title = "News", Content = "Hello" },
        Targets = [.. accounts.Select(account => new TargetRequest { AccountId = account })],
    };
}

internal sealed record Answer(HttpStatusCode Status, string Body, string? Location, string? ETag)
{
    public T As<T>() => Status < HttpStatusCode.BadRequest
        ? JsonSerializer.Deserialize<T>(Body, StrictJson.Options)!
        : throw new InvalidOperationException($"{Status}: {Body}");

    public JsonElement Json => JsonElement.Parse(Body);

    public string Code => Json.GetProperty("type").GetString()!["urn:content-multiplier:".Length..];

    public IReadOnlyList<string> ErrorFields => [.. Json.GetProperty("errors").EnumerateObject().Select(error => error.Name)];

    public string ErrorAt(string field) => Json.GetProperty("errors").GetProperty(field)[0].GetString()!;
}
