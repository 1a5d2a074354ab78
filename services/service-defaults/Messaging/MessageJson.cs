using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>
/// JSON of messages: lenient on reading, because a receiver must live with members that a newer sender adds.
/// </summary>
public static class MessageJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    internal static JsonSerializerOptions Create(JsonSerializerOptions? basis = null) =>
        new(basis ?? new JsonSerializerOptions())
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
}
