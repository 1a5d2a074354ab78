using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>Every path is a receiver; <c>/dead</c> takes a request and never answers.</summary>
internal sealed class WebhookReceivers : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _clock;
    private readonly WebApplication _app;
    private int _hanging;

    private WebhookReceivers(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    public string Address => _app.Urls.First();

    /// <summary>Publication to the moments at which somebody was told of it.</summary>
    public ConcurrentDictionary<Guid, ConcurrentQueue<long>> Received { get; } = new();

    public int Hanging => Volatile.Read(ref _hanging);

    public static async Task<WebhookReceivers> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receivers = new WebhookReceivers(builder.Build(), clock);
        receivers._app.MapPost("/dead", receivers.HangAsync);
        receivers._app.MapPost("/good/{number:int}", receivers.TakeAsync);
        await receivers._app.StartAsync();
        return receivers;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var publication = json.RootElement.GetProperty("data").GetProperty("publication_id").GetGuid();
        Received.GetOrAdd(publication, _ => new()).Enqueue(_clock.GetTimestamp());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task HangAsync(HttpContext context)
    {
        Interlocked.Increment(ref _hanging);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, _clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
