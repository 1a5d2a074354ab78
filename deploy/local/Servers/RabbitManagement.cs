using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Local.Servers;

/// <summary>What set-up and tests need of the broker's management API.</summary>
public sealed class RabbitManagement : IDisposable
{
    private const string DeadLetters = "dead-letters";

    // A broker from 4.0 on has a limit of 20 and drops the message; an older one has none and hands it out for ever.
    private const int DeliveryLimit = 50;

    private readonly HttpClient _http;
    private readonly string _user;

    internal RabbitManagement(Uri address, string user, string password)
    {
        Address = address;
        _user = user;
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

    /// <summary>Creates a virtual host in which <paramref name="user"/> may do everything and no message makes workers crash for ever.</summary>
    public async Task CreateVirtualHostAsync(string name, string user, CancellationToken cancellationToken)
    {
        var host = Uri.EscapeDataString(name);
        await PutAsync($"/api/vhosts/{host}", new { }, cancellationToken);
        await GrantAsync(name, _user, cancellationToken);
        await GrantAsync(name, user, cancellationToken);

        // The same as deploy/rabbitmq/definitions.json says for containers.
        await PutAsync(
            $"/api/queues/{host}/{DeadLetters}",
            new { durable = true, arguments = new Dictionary<string, string> { ["x-queue-type"] = "quorum" } },
            cancellationToken);
        var limit = new Dictionary<string, object>
        {
            ["delivery-limit"] = DeliveryLimit,
            ["dead-letter-exchange"] = string.Empty,
            ["dead-letter-routing-key"] = DeadLetters,
        };
        await PutAsync(
            $"/api/policies/{host}/delivery-limit",
            new Dictionary<string, object>
            {
                ["pattern"] = @"^(auth|posts|scheduler|results|publisher)\.",
                ["apply-to"] = "queues",
                ["definition"] = limit,
            },
            cancellationToken);
    }

    public Task CreateUserAsync(string name, string password, CancellationToken cancellationToken) =>
        PutAsync($"/api/users/{Uri.EscapeDataString(name)}", new { password, tags = string.Empty }, cancellationToken);

    public Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken) =>
        DeleteAsync($"/api/vhosts/{Uri.EscapeDataString(name)}", cancellationToken);

    public Task DeleteUserAsync(string name, CancellationToken cancellationToken) =>
        DeleteAsync($"/api/users/{Uri.EscapeDataString(name)}", cancellationToken);

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

    /// <summary>Cuts every client of a virtual host off.</summary>
    /// <returns>How many there were; the broker lists a new one after some seconds.</returns>
    public async Task<int> CloseConnectionsAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var connections = await _http.GetFromJsonAsync<JsonElement>(
            $"/api/vhosts/{Uri.EscapeDataString(virtualHost)}/connections", cancellationToken);
        foreach (var connection in connections.EnumerateArray())
        {
            await DeleteAsync($"/api/connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}", cancellationToken);
        }

        return connections.GetArrayLength();
    }

    public void Dispose() => _http.Dispose();

    private Task GrantAsync(string virtualHost, string user, CancellationToken cancellationToken) =>
        PutAsync(
            $"/api/permissions/{Uri.EscapeDataString(virtualHost)}/{Uri.EscapeDataString(user)}",
            new { configure = ".*", write = ".*", read = ".*" },
            cancellationToken);

    private async Task PutAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(path, body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(path, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }
}
