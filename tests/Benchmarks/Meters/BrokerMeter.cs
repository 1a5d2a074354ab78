using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Benchmarks.Meters;

/// <summary>Counts messages by the broker's own statistics.</summary>
internal sealed class BrokerMeter : IDisposable
{
    /// <summary>The broker of the suite gathers its statistics this often.</summary>
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(31);

    private readonly string _virtualHost;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private long _lastWork;

    public BrokerMeter(RabbitServer rabbit, string virtualHost, TimeProvider clock)
    {
        _virtualHost = Uri.EscapeDataString(virtualHost);
        _clock = clock;
        _http = new HttpClient { BaseAddress = rabbit.Management.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{rabbit.User}:{rabbit.Password}")));
    }

    /// <summary>Something was published until now.</summary>
    public void Worked() => _lastWork = _clock.GetTimestamp();

    /// <summary>Messages published so far, waiting until the broker has counted all of them.</summary>
    public async Task<long> PublishedAsync(CancellationToken cancellationToken)
    {
        var wait = Staleness - _clock.GetElapsedTime(_lastWork);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _clock, cancellationToken);
        }

        var host = await _http.GetFromJsonAsync<JsonElement>($"/api/vhosts/{_virtualHost}", cancellationToken);
        return host.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("publish", out var published) ? published.GetInt64() : 0;
    }

    public void Dispose() => _http.Dispose();
}
