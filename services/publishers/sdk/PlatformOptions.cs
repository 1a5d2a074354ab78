using System.Text.Json;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing;

/// <summary>A target's options as a record with snake-case members; its defaults where there are none.</summary>
public static class PlatformOptions
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>For a formatter, once the options were checked: the same as <see cref="PublishContext.OptionsAs{T}"/>.</summary>
    public static T OptionsAs<T>(this PreviewPost request)
        where T : new()
        => Read<T>(request.Options);

    internal static T Read<T>(JsonElement? options)
        where T : new()
    {
        try
        {
            return options is { ValueKind: JsonValueKind.Object } given ? given.Deserialize<T>(Form) ?? new T() : new T();
        }
        catch (JsonException exception)
        {
            throw new PlatformRefusedException(FailureCategories.InvalidContent, $"options{exception.Path?.TrimStart('$')}: has the wrong form");
        }
    }
}
