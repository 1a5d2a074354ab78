using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Local.Servers;

/// <summary>What set-up and tests need of the broker's management API.</summary>
public sealed class RabbitManagement : IDisposable
{
    private readonly HttpClient _http;

    internal RabbitManagement(Uri address, string user, string password)
    {
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(15) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public Uri Address { get; }

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync("/api/overview", cancellationToken);
            return answer.StatusCode == HttpStatusCode.Unauthorized
                ? throw new LocalException($"The broker at {Address} refuses the user it was named with.")
                : answer.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Creates a virtual host and lets <paramref name="user"/> do everything in it.</summary>
    public async Task CreateVirtualHostAsync(string name, string user, CancellationToken cancellationToken)
    {
        await PutAsync($"/api/vhosts/{Uri.EscapeDataString(name)}", new { }, cancellationToken);
        await GrantAsync(name, user, cancellationToken);
    }

    public Task GrantAsync(string virtualHost, string user, CancellationToken cancellationToken) =>
        PutAsync(
            $"/api/permissions/{Uri.EscapeDataString(virtualHost)}/{Uri.EscapeDataString(user)}",
            new { configure = ".*", write = ".*", read = ".*" },
            cancellationToken);

    public Task CreateUserAsync(string name, string password, CancellationToken cancellationToken) =>
        PutAsync($"/api/users/{Uri.EscapeDataString(name)}", new { password, tags = string.Empty }, cancellationToken);

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync($"/api/vhosts/{Uri.EscapeDataString(name)}", cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Name and number of messages of each queue, asked of the queues themselves: the statistics of the broker are older.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QueueDepthsAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonElement>(
            $"/api/queues/{Uri.EscapeDataString(virtualHost)}?disable_stats=true&enable_queue_totals=true",
            cancellationToken);
        return queues.EnumerateArray().ToDictionary(
            queue => queue.GetProperty("name").GetString()!,
            queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0);
    }

    public async Task PutAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(path, body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
