using System.Collections.Frozen;
using ContentMultiplier.Gateway.Limits;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace ContentMultiplier.Gateway.Routing;

/// <summary>
/// No route goes live that does not say who may use it, or that could reach what services say among themselves.
/// YARP runs it over every route at each load and refuses the whole configuration with all problems it found.
/// </summary>
internal sealed class RoutePolicyValidator(IAuthorizationPolicyProvider policies) : IProxyConfigFilter
{
    private static readonly FrozenSet<string> PathTransforms =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "PathSet", "PathPrefix", "PathRemovePrefix", "PathPattern", "PathRouteValues");

    public async ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        var problems = new List<string>();
        await CheckPolicyAsync(route, problems);
        CheckPath(route, problems);

        if (cluster is null)
        {
            problems.Add($"names the cluster '{route.ClusterId}', which does not exist");
        }

        if (route.Match.Methods is not { Count: > 0 })
        {
            problems.Add("names no method");
        }

        if (route.Metadata?.GetValueOrDefault(RateLimitNames.Metadata) is { } limit && !RateLimitNames.All.Contains(limit))
        {
            problems.Add($"names the rate limit '{limit}', which does not exist");
        }

        return problems.Count == 0
            ? route
            : throw new InvalidOperationException($"Route '{route.RouteId}' {string.Join("; ", problems)}.");
    }

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => ValueTask.FromResult(cluster);

    private async Task CheckPolicyAsync(RouteConfig route, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(route.AuthorizationPolicy))
        {
            problems.Add($"names no authorization policy ('{Policies.Anonymous}' has to be said)");
        }
        else if (!string.Equals(route.AuthorizationPolicy, Policies.Anonymous, StringComparison.OrdinalIgnoreCase)
            && await policies.GetPolicyAsync(route.AuthorizationPolicy) is null)
        {
            problems.Add($"names the authorization policy '{route.AuthorizationPolicy}', which does not exist");
        }
    }

    private static void CheckPath(RouteConfig route, List<string> problems)
    {
        if (string.IsNullOrEmpty(route.Match.Path))
        {
            problems.Add("has no path and so reaches /internal");
            return;
        }

        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(route.Match.Path);
        }
        catch (RoutePatternException exception)
        {
            problems.Add($"has a path that cannot be read: {exception.Message}");
            return;
        }

        if (RouteWorkspace.ProblemWith(route.Metadata?.GetValueOrDefault(RouteWorkspace.Metadata), pattern) is { } workspace)
        {
            problems.Add(workspace);
        }

        // A first segment that is not plain text could stand for "internal".
        if (pattern.PathSegments is [{ IsSimple: true, Parts: [RoutePatternLiteralPart first] }, ..])
        {
            if (string.Equals(first.Content, "internal", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add("reaches /internal");
            }
        }
        else
        {
            problems.Add($"has the path '{route.Match.Path}', whose first segment is open, and so reaches /internal");
        }

        if (route.Transforms?.Any(transform => transform.Keys.Any(PathTransforms.Contains)) == true)
        {
            problems.Add("rewrites its path, so what it reaches cannot be told from it");
        }
    }
}
