using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Local.Demo;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>One user of the suite, who may own many workspaces.</summary>
internal sealed class Caller : IDisposable
{
    private const string Email = "bench@localhost";
    private const string Password = "pass-of-the-bench";

    private readonly HttpClient _http;

    private readonly DemoApi _api;

    private Caller(Uri gateway)
    {
        _http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(2) };
        _api = new DemoApi(_http);
    }

    public Guid Workspace { get; private set; }

    public static async Task<Caller> CreateAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var caller = new Caller(gateway);
        await caller._api.RegisterAsync(Email, Password, "Bench", cancellationToken);
        await caller._api.SignInAsync(Email, Password, cancellationToken);
        var all = await caller.GetAsync("/api/workspaces", cancellationToken);
        caller.Workspace = IdOf((all.TryGetProperty("items", out var items) ? items : all)[0]);
        return caller;
    }

    /// <summary>A session ends while a year is filled.</summary>
    public async Task UseKeyAsync(CancellationToken cancellationToken) => _api.Use(await _api.CreateApiKeyAsync("bench", ["read"], cancellationToken));

    public async Task<Guid> CreateWorkspaceAsync(string name, CancellationToken cancellationToken) =>
        IdOf(await PostAsync("/api/workspaces", new { name }, null, cancellationToken));

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    public async Task<JsonElement> PostAsync(string path, object body, Guid? workspace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, new MediaTypeHeaderValue("application/json")) };
        if (workspace is { } id)
        {
            request.Headers.Add("X-Workspace", id.ToString());
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static Guid IdOf(JsonElement element) =>
        element.TryGetProperty("id", out var id) ? id.GetGuid() : element.GetProperty("workspace_id").GetGuid();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new HttpRequestException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {text}", null, answer.StatusCode);
    }
}
