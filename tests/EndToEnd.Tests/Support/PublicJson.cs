using System.Text.Json;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>JSON as a client of the public API writes and reads it.</summary>
public static class PublicJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
