using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Local.Servers;

/// <param name="Leader">The node through which all of the queue goes.</param>
/// <param name="Members">All nodes that keep a copy.</param>
/// <param name="Online">Those of them that are there.</param>
public sealed record QueueReplicas(string Leader, IReadOnlyList<string> Members, IReadOnlyList<string> Online);

/// <summary>What set-up and tests need of the broker's management API.</summary>
public sealed class RabbitManagement : IDisposable
{
    private static readonly BrokerPermissions Everything = new(".*", ".*", ".*");

    private readonly BrokerDefinitions _definitions = BrokerDefinitions.Read();
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

    /// <summary>Creates a virtual host for us alone, in which no message makes workers crash for ever.</summary>
    public async Task CreateVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        var host = Uri.EscapeDataString(name);
        await PutAsync($"/api/vhosts/{host}", new { }, cancellationToken);
        await GrantAsync(name, _user, Everything, cancellationToken);
        foreach (var queue in _definitions.Queues)
        {
            await PutAsync(
                $"/api/queues/{host}/{Uri.EscapeDataString(queue.GetProperty("name").GetString()!)}",
                new { durable = queue.GetProperty("durable"), arguments = queue.GetProperty("arguments") },
                cancellationToken);
        }

        foreach (var policy in _definitions.Policies)
        {
            var settings = policy.EnumerateObject().Where(member => member.Name is "pattern" or "apply-to" or "priority" or "definition");
            await PutAsync(
                $"/api/policies/{host}/{Uri.EscapeDataString(policy.GetProperty("name").GetString()!)}",
                settings.ToDictionary(member => member.Name, member => member.Value),
                cancellationToken);
        }
    }

    /// <summary>Creates a user who may do in the virtual host what this process of the suite needs, and nothing else anywhere.</summary>
    public async Task CreateProcessUserAsync(string virtualHost, string process, string name, string password, CancellationToken cancellationToken)
    {
        var permissions = _definitions.PermissionsOf(process);
        await PutAsync($"/api/users/{Uri.EscapeDataString(name)}", new { password, tags = string.Empty }, cancellationToken);
        await GrantAsync(virtualHost, name, permissions, cancellationToken);
    }

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

    /// <summary>The name by which this node is known in its cluster.</summary>
    public async Task<string> NodeNameAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonElement>("/api/overview", cancellationToken)).GetProperty("node").GetString()!;

    /// <summary>Where the copies of a quorum queue are.</summary>
    public async Task<QueueReplicas> ReplicasOfAsync(string virtualHost, string queue, CancellationToken cancellationToken)
    {
        var found = await _http.GetFromJsonAsync<JsonElement>(
            $"/api/queues/{Uri.EscapeDataString(virtualHost)}/{Uri.EscapeDataString(queue)}", cancellationToken);
        return new(found.GetProperty("leader").GetString()!, NamesOf(found, "members"), NamesOf(found, "online"));
    }

    /// <summary>How many consumers a queue has, as the broker sees it.</summary>
    public async Task<int> ConsumersOfAsync(string virtualHost, string queue, CancellationToken cancellationToken)
    {
        var consumers = await _http.GetFromJsonAsync<JsonElement>($"/api/consumers/{Uri.EscapeDataString(virtualHost)}", cancellationToken);
        return consumers.EnumerateArray().Count(consumer => consumer.GetProperty("queue").GetProperty("name").GetString() == queue);
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

    private static IReadOnlyList<string> NamesOf(JsonElement queue, string member) =>
        [.. queue.GetProperty(member).EnumerateArray().Select(name => name.GetString()!)];

    private Task GrantAsync(string virtualHost, string user, BrokerPermissions permissions, CancellationToken cancellationToken) =>
        PutAsync(
            $"/api/permissions/{Uri.EscapeDataString(virtualHost)}/{Uri.EscapeDataString(user)}",
            new { configure = permissions.Configure, write = permissions.Write, read = permissions.Read },
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
