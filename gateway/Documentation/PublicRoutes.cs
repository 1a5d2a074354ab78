using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace ContentMultiplier.Gateway.Documentation;

/// <summary>Which operations of the services can be reached from outside, and by whom.</summary>
internal sealed class PublicRoutes(IEnumerable<RouteConfig> routes)
{
    private readonly (RouteConfig Route, TemplateMatcher Path)[] _routes =
        [.. routes.Select(route => (route, new TemplateMatcher(TemplateParser.Parse(route.Match.Path!), [])))];

    public static PublicRoutes Of(IProxyStateLookup proxy) => new(proxy.GetRoutes().Select(route => route.Config));

    /// <param name="path">As an OpenAPI document has it: its parameters in braces stand for any value.</param>
    public RouteConfig? Find(string cluster, string path, string method) =>
        _routes.FirstOrDefault(candidate =>
            candidate.Route.ClusterId == cluster
            && candidate.Route.Match.Methods!.Contains(method, StringComparer.OrdinalIgnoreCase)
            && candidate.Path.TryMatch(path, [])).Route;
}
