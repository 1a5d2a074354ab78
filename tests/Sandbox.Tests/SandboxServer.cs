using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Sandbox;
using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Sandbox.Tests;

/// <summary>The sandbox on a real port: connections that break cannot be tried without one.</summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    public const string DiscordPath = "/discord/api/v10/webhooks/1000000000000000001/sandbox-discord-token";

    private readonly WebApplication app;

    private SandboxServer(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public HttpClient Client { get; }

    public static async Task<SandboxServer> StartAsync(string? file = null)
    {
        var started = SandboxApplication.Build(["--urls=http://127.0.0.1:0", $"--Sandbox:File={file}"]);
        await started.StartAsync();
        return new SandboxServer(started);
    }

    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync("/_sandbox/" + path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return JsonElement.Parse(text);
    }

    public async Task<TwitterUser> SignInAsync(string handle)
    {
        var tokens = await ControlAsync("twitter/tokens", new { handle });
        return new TwitterUser(
            this, tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!, tokens.GetProperty("user_id").GetString()!);
    }

    public async Task<int> CountAsync(string filter = "") =>
        (await Client.GetFromJsonAsync<JsonElement>("/_sandbox/posts/count?" + filter)).GetProperty("count").GetInt32();

    public Task<HttpResponseMessage> SendToDiscordAsync(object message, string query = "?wait=true") =>
        Client.PostAsJsonAsync(DiscordPath + query, message);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

internal sealed record TwitterUser(SandboxServer Server, string AccessToken, string RefreshToken, string UserId)
{
    public Task<HttpResponseMessage> TweetAsync(string text, string? replyTo = null) => SendAsync(
        HttpMethod.Post, "tweets", replyTo is null ? new { text } : new { text, reply = new { in_reply_to_tweet_id = replyTo } });

    public async Task<string> TweetForIdAsync(string text, string? replyTo = null)
    {
        using var answer = await TweetAsync(text, replyTo);
        return (await answer.ReadAsync(201)).GetProperty("data").GetProperty("id").GetString()!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/twitter/2/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await Server.Client.SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        return await answer.ReadAsync(status);
    }
}

internal static class Answers
{
    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
        return JsonElement.Parse(text);
    }
}
