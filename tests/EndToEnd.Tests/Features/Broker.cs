using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <param name="Type">As RabbitMQ's pages call it: <c>quorum</c>, <c>classic</c>.</param>
internal sealed record BrokerQueue(string Name, string Type, bool Durable);

/// <summary>What a person sees in RabbitMQ's management pages.</summary>
internal sealed class Broker : IDisposable
{
    private readonly SuiteUnderTest _suite;
    private readonly HttpClient _http;
    private readonly string _host;

    public Broker(SuiteUnderTest suite)
    {
        var rabbit = suite.Processes.Rabbit;
        _suite = suite;
        _host = Uri.EscapeDataString(suite.Processes.VirtualHost);
        _http = new HttpClient { BaseAddress = rabbit.Management.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{rabbit.User}:{rabbit.Password}")));
    }

    public async Task<IReadOnlyList<BrokerQueue>> QueuesAsync()
    {
        var queues = await _http.GetFromJsonAsync<JsonElement>($"/api/queues/{_host}?disable_stats=true&enable_queue_totals=true");
        return [.. queues.EnumerateArray().Select(queue => new BrokerQueue(
            queue.GetProperty("name").GetString()!, queue.GetProperty("type").GetString()!, queue.GetProperty("durable").GetBoolean()))];
    }

    public Task<IReadOnlyDictionary<string, long>> DepthsAsync() =>
        _suite.Processes.Rabbit.Management.QueueDepthsAsync(_suite.Processes.VirtualHost, CancellationToken.None);

    public async Task<long> DepthAsync(string queue) => (await DepthsAsync()).GetValueOrDefault(queue);

    /// <summary>The messages that wait there; they stay.</summary>
    public async Task<string> PeekAsync(string queue)
    {
        using var answer = await _http.PostAsJsonAsync(
            $"/api/queues/{_host}/{Uri.EscapeDataString(queue)}/get",
            new { count = 10_000, ackmode = "ack_requeue_true", encoding = "auto" });
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Throws away what waits in every queue; those for answers belong to their connection alone.</summary>
    public async Task PurgeAllAsync()
    {
        foreach (var queue in (await QueuesAsync()).Where(queue => queue.Durable))
        {
            using var answer = await _http.DeleteAsync($"/api/queues/{_host}/{Uri.EscapeDataString(queue.Name)}/contents");
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Puts every message that waits there into the queue again, some times over and in another order, with the same ids.</summary>
    public async Task RepeatAsync(string queue, int times, Random random)
    {
        var waiting = JsonElement.Parse(await PeekAsync(queue)).EnumerateArray().ToList();
        var copies = Enumerable.Repeat(waiting, times).SelectMany(messages => messages).ToArray();
        random.Shuffle(copies);
        foreach (var copy in copies)
        {
            using var answer = await _http.PostAsJsonAsync(
                $"/api/exchanges/{_host}/amq.default/publish",
                new
                {
                    routing_key = queue,
                    properties = copy.GetProperty("properties"),
                    payload = copy.GetProperty("payload"),
                    payload_encoding = copy.GetProperty("payload_encoding"),
                });
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Whether it is short of memory or disk.</summary>
    public async Task<bool> IsAlarmedAsync()
    {
        using var answer = await _http.GetAsync("/api/health/checks/alarms");
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
    }

    public Task DeleteQueueAsync(string name) => DeleteAsync("queues", name);

    public Task DeleteExchangeAsync(string name) => DeleteAsync("exchanges", name);

    public void Dispose() => _http.Dispose();

    private async Task DeleteAsync(string kind, string name)
    {
        using var answer = await _http.DeleteAsync($"/api/{kind}/{_host}/{Uri.EscapeDataString(name)}");
        answer.EnsureSuccessStatusCode();
    }
}
