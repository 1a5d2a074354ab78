using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <param name="Definition">As the document has it.</param>
internal sealed record ApiParameter(string Name, string In, JsonElement Definition)
{
    private JsonElement Schema => Definition.GetProperty("schema");

    public bool IsId => Schema.TryGetProperty("format", out var format) && format.GetString() == "uuid";

    public bool HasType => Schema.TryGetProperty("type", out _);

    public bool IsText => !Schema.TryGetProperty("format", out _) && Schema.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => one.GetString() == "string") : type.GetString() == "string");
}

/// <summary>One method of one address.</summary>
internal sealed record ApiOperation(HttpMethod Method, string Path, JsonElement Definition, IReadOnlyList<ApiParameter> Parameters)
{
    public string Name => $"{Method} {Path}";

    public bool IsAnonymous => Definition.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;

    public bool TakesId => Parameters.Any(parameter => parameter.IsId);

    /// <summary>The address with each id in its place, and names of platforms where they are asked for.</summary>
    public string Address(Guid id)
    {
        var path = Path;
        foreach (var parameter in Parameters.Where(parameter => parameter.In == "path"))
        {
            path = path.Replace($"{{{parameter.Name}}}", parameter.IsId ? id.ToString() : "discord", StringComparison.Ordinal);
        }

        var query = Parameters.Where(parameter => parameter is { In: "query", IsId: true }).Select(parameter => $"{parameter.Name}={id}");
        return query.Any() ? path + "?" + string.Join('&', query) : path;
    }
}

/// <summary>The description of the API, as the gateway or one service gives it.</summary>
internal sealed class ApiDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private readonly JsonElement _root;

    private ApiDocument(JsonElement root)
    {
        _root = root;
        Operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where Methods.Contains(operation.Name)
               select new ApiOperation(
                   HttpMethod.Parse(operation.Name.ToUpperInvariant()), path.Name, operation.Value, ParametersOf(path.Value, operation.Value)),
        ];
    }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public static async Task<ApiDocument> ReadAsync(HttpClient http, string address)
    {
        var answer = await http.CallAsync(HttpMethod.Get, address);
        Assert.That(answer.Status, Is.EqualTo(System.Net.HttpStatusCode.OK), answer.ToString());
        return new ApiDocument(answer.Json);
    }

    /// <summary>The least body that the operation takes; null when it takes none, or a form.</summary>
    public string? SampleBody(ApiOperation operation, Guid id) =>
        operation.Definition.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? Sample(json.GetProperty("schema"), id)!.ToJsonString()
            : null;

    private static List<ApiParameter> ParametersOf(JsonElement path, JsonElement operation) =>
    [
        .. new[] { path, operation }
            .Where(holder => holder.TryGetProperty("parameters", out _))
            .SelectMany(holder => holder.GetProperty("parameters").EnumerateArray())
            .Select(parameter => new ApiParameter(parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString()!, parameter)),
    ];

    private JsonNode? Sample(JsonElement schema, Guid id)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Sample(_root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), id);
        }

        var type = schema.TryGetProperty("type", out var types) && types.ValueKind == JsonValueKind.String ? types.GetString() : null;
        return type switch
        {
            "object" => new JsonObject(Required(schema).Select(name =>
                KeyValuePair.Create(name, Sample(schema.GetProperty("properties").GetProperty(name), id)))),
            "array" => new JsonArray(),
            "boolean" => false,
            "integer" or "number" => 1,
            "string" when schema.TryGetProperty("format", out var format) => format.GetString() == "uuid" ? id.ToString() : "2099-01-01T00:00:00Z",
            "string" => "a",
            _ => null,
        };
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];
}
