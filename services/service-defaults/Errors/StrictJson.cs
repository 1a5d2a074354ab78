using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>
/// JSON as the API speaks it: snake_case, and nothing accepted that would be silently dropped or would break
/// further in (unknown and duplicate members, NUL, lone surrogates, deep nesting).
/// </summary>
public static class StrictJson
{
    /// <summary>The same rules outside of the framework's own binding.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 32;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new SafeTextConverter());
        options.Converters.Add(new SafeElementConverter());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        return options;
    }

    /// <summary>A text PostgreSQL and every platform can hold; what it is not is said in <paramref name="problem"/>.</summary>
    internal static bool IsSafe(string text, out string problem)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                problem = "contains the character U+0000; remove it";
                return false;
            }

            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    problem = "contains half of a surrogate pair, which is not valid Unicode; remove it";
                    return false;
                }

                i++;
            }
        }

        problem = "";
        return true;
    }

    private sealed class SafeTextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                throw new JsonException("The JSON value could not be converted to System.String.");
            }

            var text = Unescape(ref reader);
            return IsSafe(text, out var problem) ? text : throw new JsonException(problem);
        }

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options)!;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string Unescape(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException exception)
            {
                // What the reader throws for an escaped lone surrogate or for bytes that are not UTF-8.
                throw new JsonException("contains half of a surrogate pair or bytes that are not UTF-8; remove them", exception);
            }
        }
    }

    private sealed class SafeElementConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            Check(element);
            return element;
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

        private static void Check(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    Check(element.GetString()!);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Check(item);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        Check(member.Name);
                        Check(member.Value);
                    }

                    break;
                default:
                    break;
            }
        }

        private static void Check(string text)
        {
            if (!IsSafe(text, out var problem))
            {
                throw new JsonException(problem);
            }
        }
    }
}
