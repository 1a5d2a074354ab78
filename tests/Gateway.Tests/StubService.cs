using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>A service behind the gateway: opens tickets like a real one, keeps what it got and answers as it was told.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubService(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single() + "/";

    public ConcurrentQueue<Received> Requests { get; } = new();

    public JsonObject? OpenApi { get; set; }

    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsJsonAsync(new { ok = true });

    public static async Task<StubService> StartAsync(string name, TimeProvider time, KeyRingInMemory keyRing)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        keyRing.AddTo(builder.Services);
        builder.AddServiceDefaults(name);
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);

        var app = builder.Build();
        var service = new StubService(app);
        app.Use(service.RecordAsync);
        app.MapServiceDefaults();
        app.MapGet("/api/posts/whoami", (CurrentUser user) => TypedResults.Ok(user.AsTicket())).RequireAuthorization(Policies.Read);
        app.MapFallback(context => service.Answer(context));
        await app.StartAsync();
        return service;
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/openapi/v1.json" && OpenApi is not null)
        {
            await context.Response.WriteAsync(OpenApi.ToJsonString());
            return;
        }

        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        context.Request.Body.Position = 0;
        Requests.Enqueue(new Received(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body));
        await next(context);
    }
}

internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
