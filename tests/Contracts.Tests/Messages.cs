using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Contracts.Tests;

/// <summary>What travels through the broker: everything in the contracts but the API's records and parts of messages.</summary>
internal static class Messages
{
    private static readonly string[] Areas = ["Publishing", "Scheduling", "Platforms", "Accounts", "Preview", "Workspaces", "Audit", "Media", "Metrics"];

    public static IEnumerable<Type> All => typeof(PublishPost).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: false } && Areas.Contains(type.Namespace!.Split('.')[2], StringComparer.Ordinal));

    /// <summary>Those that are published or asked themselves.</summary>
    public static IEnumerable<Type> Whole => All.Where(type => !All.Any(other => other != type && IsPartOf(type, other)));

    private static bool IsPartOf(Type part, Type whole) => whole.GetProperties().Any(property =>
        property.PropertyType == part || property.PropertyType.GetGenericArguments().Contains(part));
}
