using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.Content.Text;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Content;

/// <summary>
/// The part of JSON Schema that platforms describe their options with: <c>type properties required enum const
/// minLength maxLength pattern minimum maximum items minItems maxItems</c>. An object takes only the members its schema names.
/// </summary>
internal static class OptionsCheck
{
    private static readonly JsonElement None = JsonElement.Parse("{}");
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    public static void Check(JsonElement? schema, JsonElement? options, List<ContentError> errors)
    {
        if (options is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            // Without options, those are missing that the platform cannot do without.
            if (schema is { ValueKind: JsonValueKind.Object } needing)
            {
                CheckValue("options", None, needing, errors);
            }

            return;
        }

        if (schema is { ValueKind: JsonValueKind.Object } known)
        {
            CheckValue("options", given, known, errors);
        }
        else if (given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Any())
        {
            errors.Add(new("options", "the platform has no options; leave them out"));
        }
    }

    public static void CheckConflicts(IReadOnlyList<OptionConflict> conflicts, string contentType, JsonElement? options, List<ContentError> errors)
    {
        if (options is not { ValueKind: JsonValueKind.Object } given)
        {
            return;
        }

        foreach (var conflict in conflicts.Where(conflict => IsGiven(given, conflict.Option)))
        {
            if (conflict.ContentTypes.Contains(contentType))
            {
                errors.Add(new($"options.{conflict.Option}", $"not with a {contentType}: {conflict.Reason}; leave it out, or choose another content type"));
            }

            errors.AddRange(conflict.Options
                .Where(other => IsGiven(given, other))
                .Select(other => new ContentError($"options.{conflict.Option}", $"not together with {other}: {conflict.Reason}; leave one of them out")));
        }
    }

    private static bool IsGiven(JsonElement options, string name) =>
        options.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False);

    private static void CheckValue(string field, JsonElement value, JsonElement schema, List<ContentError> errors)
    {
        if (schema.TryGetProperty("type", out var type) && !IsOfType(value, type))
        {
            errors.Add(new(field, $"{Describe(value)} where {Expected(type)} is expected"));
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            errors.Add(new(field, $"{Short(value)} is not one of {string.Join(", ", allowed.EnumerateArray().Select(Short))}; choose one of them"));
            return;
        }

        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
        {
            errors.Add(new(field, $"{Short(value)} where only {Short(only)} is taken"));
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(field, value, schema, errors);
                break;
            case JsonValueKind.Array:
                CheckItems(field, value, schema, errors);
                break;
            case JsonValueKind.String:
                CheckString(field, value.GetString()!, schema, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(field, value.GetDouble(), schema, errors);
                break;
        }
    }

    private static void CheckMembers(string field, JsonElement value, JsonElement schema, List<ContentError> errors)
    {
        var known = schema.TryGetProperty("properties", out var properties);
        foreach (var member in value.EnumerateObject())
        {
            var path = $"{field}.{member.Name}";
            if (known && properties.TryGetProperty(member.Name, out var rule))
            {
                CheckValue(path, member.Value, rule, errors);
            }
            else if (known)
            {
                var names = string.Join(", ", properties.EnumerateObject().Select(property => property.Name));
                errors.Add(new(path, $"not an option of the platform; known are {names}"));
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            errors.AddRange(required.EnumerateArray()
                .Select(name => name.GetString()!)
                .Where(name => !value.TryGetProperty(name, out _))
                .Select(name => new ContentError($"{field}.{name}", "missing; give it a value")));
        }
    }

    private static void CheckItems(string field, JsonElement value, JsonElement schema, List<ContentError> errors)
    {
        var count = value.GetArrayLength();
        if (Limit(schema, "maxItems") is { } most && count > most)
        {
            errors.Add(new(field, $"{count} of {most} items; remove {count - most}"));
        }

        if (Limit(schema, "minItems") is { } least && count < least)
        {
            errors.Add(new(field, $"{count} items, and at least {least} are needed; add {least - count}"));
        }

        if (!schema.TryGetProperty("items", out var items))
        {
            return;
        }

        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            CheckValue($"{field}[{i++}]", item, items, errors);
        }
    }

    private static void CheckString(string field, string value, JsonElement schema, List<ContentError> errors)
    {
        // JSON Schema counts code points.
        var count = TextCounter.Count(value, TextCounting.CodePoints);
        if (Limit(schema, "maxLength") is { } most && count > most)
        {
            errors.Add(new(field, $"{count} of {most} characters; shorten it by {count - most}"));
        }

        if (Limit(schema, "minLength") is { } least && count < least)
        {
            errors.Add(new(field, $"{count} characters, and at least {least} are needed"));
        }

        if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, PatternLimit))
        {
            errors.Add(new(field, $"does not have the form {pattern.GetString()}"));
        }
    }

    private static void CheckNumber(string field, double value, JsonElement schema, List<ContentError> errors)
    {
        if (Limit(schema, "minimum") is { } least && value < least)
        {
            errors.Add(new(field, $"{value} is less than {least}; give {least} or more"));
        }

        if (Limit(schema, "maximum") is { } most && value > most)
        {
            errors.Add(new(field, $"{value} is more than {most}; give {most} or less"));
        }
    }

    private static double? Limit(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetDouble() : null;

    private static bool IsOfType(JsonElement value, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(value, one))
        : type.GetString() switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "null" => value.ValueKind == JsonValueKind.Null,
            // A newer worker may know more; it checks again itself.
            _ => true,
        };

    private static string Expected(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString()))
        : type.GetString()!;

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static string Short(JsonElement value)
    {
        const int MaxShown = 60;
        var text = value.ValueKind == JsonValueKind.String ? $"'{value.GetString()}'" : value.GetRawText();
        return text.Length <= MaxShown ? text : $"{text.AsSpan(0, MaxShown)}…";
    }
}
