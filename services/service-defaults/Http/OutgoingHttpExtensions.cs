using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentMultiplier.ServiceDefaults.Http;

public static class OutgoingHttpExtensions
{
    internal static void AddOutgoingHttp(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EgressOptions>().BindConfiguration("Egress");
        builder.Services.AddSingleton<EgressGuard>();
        builder.Services.AddTransient<ResilienceHandler>();
        builder.Services.AddTransient<WorkerTicketHandler>();
        builder.Services.TryAddSingleton<WorkerTickets>();
    }

    /// <summary>
    /// A typed client of another service: addressed by <c>ServiceUrls:&lt;name&gt;</c>, carrying the user's rights where there is a
    /// user and this service's own elsewhere. Only GET and PUT are tried again.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this WebApplicationBuilder builder, string service)
        where TClient : class
    {
        var address = builder.Configuration[$"ServiceUrls:{service}"] ?? $"http://{service}:8080";
        var client = builder.Services.AddHttpClient<TClient>(http =>
        {
            http.BaseAddress = new Uri(address);
            http.Timeout = TimeSpan.FromSeconds(10);
        });

        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        });
        client.RemoveAllLoggers();
        client.AddHttpMessageHandler<ResilienceHandler>();
        client.AddHttpMessageHandler(services => builder.Configuration["ServiceIdentity:Secret"] is { Length: > 0 }
            ? services.GetRequiredService<WorkerTicketHandler>()
            : ActivatorUtilities.CreateInstance<TicketHandler>(services, new Audience(service)));
        return client;
    }
}

/// <summary>The service a ticket is meant for.</summary>
internal sealed record Audience(string Service);
