using MassTransit;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Exchanges are named after their message in kebab-case: <c>publish-post</c>, and <c>fault.publish-post</c>.</summary>
internal sealed class EntityNames : IEntityNameFormatter
{
    public string FormatEntityName<T>() => NameOf(typeof(T));

    public static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{Kebab(type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)])}.{string.Join('.', type.GetGenericArguments().Select(NameOf))}"
            : Kebab(type.Name);

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, at) => at > 0 && char.IsAsciiLetterUpper(letter) && !char.IsAsciiLetterUpper(name[at - 1]) ? $"-{letter}" : $"{letter}"))
            .ToLowerInvariant();
}
