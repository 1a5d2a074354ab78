using System.Text.Json;

namespace ContentMultiplier.Architecture.Tests;

internal sealed record GatewayRoute(string Name, string Cluster, string Method, string Path, string Policy);

/// <summary>The routes as data, one for each method.</summary>
internal sealed record GatewayRoutes(IReadOnlyList<GatewayRoute> All)
{
    public static GatewayRoutes Read()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Project.At("gateway/appsettings.json")));
        return new GatewayRoutes(
        [
            .. from route in settings.RootElement.GetProperty("ReverseProxy").GetProperty("Routes").EnumerateObject()
               let match = route.Value.GetProperty("Match")
               from method in match.GetProperty("Methods").EnumerateArray()
               select new GatewayRoute(
                   route.Name,
                   route.Value.GetProperty("ClusterId").GetString()!,
                   method.GetString()!,
                   Hosted.Normalize(match.GetProperty("Path").GetString()!),
                   route.Value.GetProperty("AuthorizationPolicy").GetString()!),
        ]);
    }
}
