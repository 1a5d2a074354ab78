using System.Collections.Frozen;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>From a wire name back to the contract.</summary>
internal static class ContractTypes
{
    private static readonly FrozenDictionary<string, Type> ByName = typeof(PublishPost).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsPublic: true })
        .ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <returns>Null when this build does not know it.</returns>
    public static Type? Find(string name) => ByName.GetValueOrDefault(name);
}
