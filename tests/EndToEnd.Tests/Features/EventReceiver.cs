using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>One event as it came in.</summary>
/// <param name="WebhookId">The header that is the same in every delivery of one event.</param>
internal sealed record HeardEvent(string Type, JsonElement Data, string WebhookId)
{
    public Guid Id(string name) => Data.TryGetProperty(name, out var id) && id.TryGetGuid(out var value) ? value : Guid.Empty;
}

/// <summary>A service of the user: takes what comes to <c>/hooks</c>, and answers <c>/status/{code}</c> with that.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<HeardEvent> _heard = new();
    private readonly WebApplication _app;

    private EventReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IEnumerable<HeardEvent> Heard => _heard;

    public static async Task<EventReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new EventReceiver(builder.Build());
        receiver._app.MapPost("/hooks", receiver.TakeAsync);
        receiver._app.MapPost("/status/{code:int}", (int code) => Results.StatusCode(code));
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        _heard.Enqueue(new(body.RootElement.GetProperty("type").GetString()!, body.RootElement.GetProperty("data").Clone(), context.Request.Headers["webhook-id"].ToString()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
