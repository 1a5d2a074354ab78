using System.Text.Json.Nodes;

namespace ContentMultiplier.Gateway.Documentation;

/// <summary>Makes one document of the services' own: the operations that have a route, and the components those use.</summary>
internal sealed class OpenApiMerge(PublicRoutes routes)
{
    private const string Bearer = "bearer";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private readonly JsonObject _paths = [];
    private readonly ComponentSet _components = new();
    private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);
    private string _version = "3.1.1";

    /// <param name="document">Is taken apart.</param>
    public void Add(string service, JsonObject document)
    {
        _version = document["openapi"]?.GetValue<string>() ?? _version;

        var paths = new JsonObject();
        foreach (var (path, node) in document["paths"] as JsonObject ?? [])
        {
            if (node is JsonObject item && TakePublic(service, path, item) is { } taken)
            {
                paths[path] = taken;
            }
        }

        _components.Add(service, document["components"] as JsonObject ?? [], paths);
        foreach (var (path, item) in paths.ToArray())
        {
            paths.Remove(path);
            AddPath(path, (JsonObject)item!);
        }
    }

    /// <param name="missing">Services whose part is not known yet.</param>
    public JsonObject Finish(IReadOnlyCollection<string> missing)
    {
        var document = new JsonObject
        {
            ["openapi"] = _version,
            ["info"] = new JsonObject
            {
                ["title"] = "Content Multiplier",
                ["version"] = "v1",
                ["description"] = "Publishes one piece of content to many platforms and accounts. "
                    + "Errors are problem documents (RFC 9457) with a stable type and a trace_id. "
                    + "A user of several workspaces names the one to act in by the header X-Workspace; without it their first one is meant. "
                    + "A caller over its rate limit gets 429 with Retry-After.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. _tags.Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = _paths,
            ["components"] = _components.UsedBy(_paths),
        };
        document["components"]!["securitySchemes"] = new JsonObject
        {
            [Bearer] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "An access token from POST /api/auth/login, or an API key (cm_live_…).",
            },
        };

        if (missing.Count > 0)
        {
            document["x-missing-services"] = new JsonArray([.. missing.Select(name => JsonValue.Create(name))]);
        }

        return document;
    }

    private JsonObject? TakePublic(string service, string path, JsonObject item)
    {
        var taken = new JsonObject();
        var any = false;
        foreach (var (member, node) in item.ToArray())
        {
            if (!Methods.Contains(member))
            {
                item.Remove(member);
                taken[member] = node;
            }
            else if (routes.Find(service, path, member) is { } route && node is JsonObject operation)
            {
                item.Remove(member);
                taken[member] = Describe(operation, route.AuthorizationPolicy!);
                any = true;
            }
        }

        return any ? taken : null;
    }

    private JsonObject Describe(JsonObject operation, string policy)
    {
        operation["security"] = policy.Equals("anonymous", StringComparison.OrdinalIgnoreCase)
            ? []
            : new JsonArray(new JsonObject { [Bearer] = new JsonArray() });
        operation["x-required-scope"] = policy;

        foreach (var tag in operation["tags"] as JsonArray ?? [])
        {
            _tags.Add(tag!.GetValue<string>());
        }

        return operation;
    }

    private void AddPath(string path, JsonObject item)
    {
        if (_paths[path] is not JsonObject present)
        {
            _paths[path] = item;
            return;
        }

        foreach (var (member, node) in item.ToArray())
        {
            item.Remove(member);
            present.TryAdd(member, node);
        }
    }
}
