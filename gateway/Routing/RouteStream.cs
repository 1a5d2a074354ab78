using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Routing;

/// <summary>What a route may write under <c>Metadata: { "Stream": "true" }</c>: its answer goes on until somebody ends it.</summary>
internal static class RouteStream
{
    private const string Metadata = "Stream";

    public static bool Is(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(Metadata) == "true";
}
