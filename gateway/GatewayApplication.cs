using ContentMultiplier.Gateway.Authentication;
using ContentMultiplier.Gateway.Documentation;
using ContentMultiplier.Gateway.Forwarding;
using ContentMultiplier.Gateway.Limits;
using ContentMultiplier.Gateway.Routing;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Gateway;

/// <summary>The order of the pipeline is the gateway: clean, bound, route, recognise, limit, forward.</summary>
internal static class GatewayApplication
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The routes are data beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        configure?.Invoke(builder);

        builder.AddServiceDefaults("gateway");
        builder.AddLimits();
        builder.AddForwarding();
        builder.Services.AddCredentialAuthentication();
        builder.Services.AddDocumentation();

        var app = builder.Build();

        app.UseTrustedProxies();
        app.UseMiddleware<RequestGuard>();
        app.UseMiddleware<ConcurrencyLimit>();
        app.UseDocumentation();
        app.UseMiddleware<UnroutedRequests>();
        app.UseMiddleware<DenialWatch>();
        app.MapServiceDefaults();
        app.UseRateLimits();
        app.UseRequestTimeouts();
        app.MapDocumentation();
        app.MapForwarding();
        return app;
    }
}
