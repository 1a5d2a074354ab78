using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>What a process sent in one go, as OTLP protobuf. Texts and ids stand in it as they are, so looking for bytes is enough.</summary>
public sealed record TelemetryExport(string Signal, byte[] Body)
{
    public bool Contains(ReadOnlySpan<byte> bytes) => Body.AsSpan().IndexOf(bytes) >= 0;

    public bool Contains(string text) => Contains(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the resource has that <c>service.name</c>: a key, then a value that holds a string.</summary>
    public bool IsOf(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        return Contains([.. "service.name"u8, 0x12, (byte)(name.Length + 2), 0x0A, (byte)name.Length, .. name]);
    }
}

/// <summary>The collector of telemetry that the suite's processes are pointed at (OTLP over HTTP).</summary>
public sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<TelemetryExport> _exports = new();
    private readonly WebApplication _app;

    private TelemetryReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", (RequestDelegate)TakeAsync);
    }

    public IReadOnlyCollection<TelemetryExport> Exports => _exports;

    /// <summary>What a process needs to know. Only traces that a caller wants are recorded: whoever sends a sampled traceparent.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
    };

    public static async Task<TelemetryReceiver> StartAsync()
    {
        var receiver = new TelemetryReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _exports.Enqueue(new TelemetryExport((string)context.Request.RouteValues["signal"]!, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
