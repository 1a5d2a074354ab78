using System.Text.RegularExpressions;
using MassTransit;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Exchanges are named after their message in kebab-case: <c>publish-post</c>, and <c>fault.publish-post</c>.</summary>
internal sealed partial class EntityNames : IEntityNameFormatter
{
    public string FormatEntityName<T>() => NameOf(typeof(T));

    public static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{Kebab(type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)])}.{string.Join('.', type.GetGenericArguments().Select(NameOf))}"
            : Kebab(type.Name);

    // The names are ours, and a machine that is busy while a process starts must not end it.
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, 60_000)]
    private static partial Regex WordStart();

    private static string Kebab(string name) => WordStart().Replace(name, "-").ToLowerInvariant();
}
