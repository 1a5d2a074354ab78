using ContentMultiplier.Gateway.Routing;
using Microsoft.AspNetCore.Authorization;

namespace ContentMultiplier.Gateway.Forwarding;

internal static class ForwardingExtensions
{
    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClusterClient>();
        builder.Services.AddSingleton<IAuthorizationPolicyProvider, RoutePolicies>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<RoutePolicyValidator>()
            .AddTransforms(transforms =>
            {
                // They are set before, once for all routes, from what the connection says.
                transforms.UseDefaultForwarders = false;
            })
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(3);
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            });
    }

    public static void MapForwarding(this WebApplication app) =>
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardingProblems>();
            proxy.UseMiddleware<OpenStreams>();
            proxy.UseMiddleware<ForwardedIdentity>();
            proxy.UseLoadBalancing();
        });
}
