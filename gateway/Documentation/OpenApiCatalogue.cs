using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Gateway.Forwarding;
using Yarp.ReverseProxy;

namespace ContentMultiplier.Gateway.Documentation;

/// <summary>The whole API in one document: read from the services at most once a minute, and what was last known of one that is away.</summary>
internal sealed partial class OpenApiCatalogue(
    ClusterClient clusters, IProxyStateLookup proxy, TimeProvider time, ILogger<OpenApiCatalogue> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <summary>While a part has never been seen it is asked for sooner.</summary>
    private static readonly TimeSpan FreshIncomplete = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);
    private Merged? _merged;

    public async Task<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } current)
        {
            return current;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? await MergeAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private byte[]? Current() =>
        _merged is { } merged && time.GetElapsedTime(merged.At) < (merged.IsComplete ? Fresh : FreshIncomplete) ? merged.Document : null;

    private async Task<byte[]> MergeAsync()
    {
        var at = time.GetTimestamp();
        var services = clusters.Clusters.Order(StringComparer.Ordinal).ToArray();
        await Task.WhenAll(services.Select(FetchAsync));

        var merge = new OpenApiMerge(PublicRoutes.Of(proxy));
        List<string> missing = [];
        foreach (var service in services)
        {
            if (_known.TryGetValue(service, out var document))
            {
                merge.Add(service, JsonNode.Parse(document)!.AsObject());
            }
            else
            {
                missing.Add(service);
            }
        }

        var merged = JsonSerializer.SerializeToUtf8Bytes(merge.Finish(missing));
        _merged = new Merged(merged, at, missing.Count == 0);
        return merged;
    }

    private async Task FetchAsync(string service)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "openapi/v1.json");
            using var response = await clusters.SendAsync(service, request, limit.Token);
            response.EnsureSuccessStatusCode();
            var document = await response.Content.ReadAsStringAsync(limit.Token);
            using var parsed = JsonDocument.Parse(document);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                _known[service] = document;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            LogUnknown(logger, service, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The description of {Service} could not be read: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string service, string reason);

    private sealed record Merged(byte[] Document, long At, bool IsComplete);
}
