using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Webhooks.Tests.Support;

/// <summary>A receiver on this machine, as badly behaved as a test wants it; each path is a receiver of its own.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>A path of its own that answers like that; 204 unless it is said.</summary>
    public string Path(Func<HttpContext, Task>? answer = null)
    {
        var path = "/" + Guid.NewGuid().ToString("N");
        Answer(path, answer ?? (context => StatusAsync(context, 204)));
        return path;
    }

    public string Path(int status) => Path(context => StatusAsync(context, status));

    public void Answer(string path, Func<HttpContext, Task> answer) => _answers[path] = answer;

    public void Answer(string path, int status) => Answer(path, context => StatusAsync(context, status));

    public IReadOnlyList<Received> At(string path) => [.. _received.Where(one => one.Path == path)];

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(new Received(
            context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        await _answers.GetValueOrDefault(context.Request.Path, inner => StatusAsync(inner, 404))(context);
    }
}

internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Id => Headers["webhook-id"];

    public string Type => Json.GetProperty("type").GetString()!;
}
