using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Workspaces;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>A service that hears what is decided for workspaces.</summary>
internal sealed class SettingsListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WorkspaceSettingsChanged> _heard;

    private SettingsListener(WebApplication app, ConcurrentQueue<WorkspaceSettingsChanged> heard) => (_app, _heard) = (app, heard);

    public static async Task<SettingsListener> StartAsync(string brokerUrl)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["RabbitMq:Url"] = brokerUrl;
        builder.Configuration["ServiceIdentity:Secret"] = "listener";
        builder.AddServiceDefaults("listener");
        var heard = new ConcurrentQueue<WorkspaceSettingsChanged>();
        builder.AddMessaging(_ => { }, (_, bus) => bus.ReceiveEndpoint("listener.settings", endpoint =>
            endpoint.Handler<WorkspaceSettingsChanged>(context =>
            {
                heard.Enqueue(context.Message);
                return Task.CompletedTask;
            })));
        var listener = new SettingsListener(builder.Build(), heard);
        await listener._app.StartAsync();
        await listener._app.Services.WaitForBusAsync();
        return listener;
    }

    public async Task<IReadOnlyList<WorkspaceSettingsChanged>> OfAsync(Guid workspaceId, int count)
    {
        List<WorkspaceSettingsChanged> found = [];
        await Eventually.BecomesTrueAsync(
            () => (found = [.. _heard.Where(settings => settings.WorkspaceId == workspaceId).OrderBy(settings => settings.Version)]).Count >= count,
            TimeSpan.FromSeconds(60));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
