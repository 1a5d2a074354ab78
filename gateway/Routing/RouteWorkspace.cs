using Microsoft.AspNetCore.Routing.Patterns;

namespace ContentMultiplier.Gateway.Routing;

/// <summary>What a route may write under <c>Metadata: { "Workspace": … }</c>: the parameter of its path that names the workspace.</summary>
internal static class RouteWorkspace
{
    public const string Metadata = "Workspace";

    /// <returns>Null when there is nothing to say against it.</returns>
    public static string? ProblemWith(string? parameter, RoutePattern pattern) =>
        parameter is null || pattern.GetParameter(parameter) is not null
            ? null
            : $"names the workspace by '{parameter}', which is no parameter of its path";
}
