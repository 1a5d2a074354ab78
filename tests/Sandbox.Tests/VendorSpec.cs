using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Sandbox.Tests;

/// <summary>As much of a JSON schema check as the vendors' OpenAPI files need; unknown keywords allow everything.</summary>
internal sealed class VendorSpec(JsonElement root)
{
    private const int Deepest = 30;

    public static VendorSpec Load(string path)
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")))
        {
            directory = directory.Parent;
        }

        var file = Path.Combine(directory?.FullName ?? ".", "..", "shared", "specs", path);
        if (!File.Exists(file))
        {
            Assert.Ignore($"The vendor's specification {path} is not here: looked for it in ../shared/specs beside the project.");
        }

        return new VendorSpec(JsonElement.Parse(File.ReadAllBytes(file)));
    }

    public void AssertValid(JsonElement value, string schema) =>
        Assert.That(Check(value, Schema(schema), "$", 0), Is.Empty, $"{schema}: {value.GetRawText()}");

    private JsonElement Schema(string name) => root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private IEnumerable<string> Check(JsonElement value, JsonElement schema, string path, int depth)
    {
        if (depth > Deepest)
        {
            return [];
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Check(value, Schema(reference.GetString()!.Split('/')[^1]), path, depth + 1);
        }

        return
        [
            .. Nullable(schema) && value.ValueKind == JsonValueKind.Null ? [] : CheckType(value, schema, path),
            .. CheckMembers(value, schema, path, depth),
            .. All(schema, "allOf").SelectMany(part => Check(value, part, path, depth + 1)),
            .. CheckAny(value, [.. All(schema, "oneOf"), .. All(schema, "anyOf")], path, depth),
        ];
    }

    private static bool Nullable(JsonElement schema) => schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean();

    private static IEnumerable<JsonElement> All(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var parts) ? parts.EnumerateArray() : [];

    private static IEnumerable<string> CheckType(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];
            if (!names.Any(name => IsA(value, name)))
            {
                yield return $"{path} is not a {type}";
            }
        }

        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return $"{path} does not match {pattern}";
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
        {
            yield return $"{path} is not one of {allowed}";
        }
    }

    private static bool IsA(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private IEnumerable<string> CheckMembers(JsonElement value, JsonElement schema, string path, int depth)
    {
        var found = new List<string>();
        if (value.ValueKind == JsonValueKind.Object)
        {
            found.AddRange(All(schema, "required")
                .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{path} has no {name}"));
            foreach (var member in value.EnumerateObject())
            {
                if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var rule))
                {
                    found.AddRange(Check(member.Value, rule, $"{path}.{member.Name}", depth + 1));
                }
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            found.AddRange(value.EnumerateArray().SelectMany((item, index) => Check(item, items, $"{path}[{index}]", depth + 1)));
        }

        return found;
    }

    private IEnumerable<string> CheckAny(JsonElement value, JsonElement[] choices, string path, int depth)
    {
        // A list of constants with descriptions is how Discord writes an open enumeration.
        if (choices.Length == 0 || choices.Any(choice => choice.TryGetProperty("const", out _)))
        {
            return [];
        }

        var mistakes = choices.Select(choice => Check(value, choice, path, depth + 1).ToArray()).ToArray();
        return mistakes.Any(list => list.Length == 0) ? [] : mistakes.MinBy(list => list.Length)!;
    }
}
