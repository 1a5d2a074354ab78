using System.Text.Json.Nodes;

namespace ContentMultiplier.Gateway.Documentation;

/// <summary>The named parts of several documents. One that has the name but not the form of another's is renamed, with all that refers to it.</summary>
internal sealed class ComponentSet
{
    private const string Root = "#/components/";

    private readonly Dictionary<string, JsonNode> _components = new(StringComparer.Ordinal);

    /// <param name="components">Of one document; is taken apart.</param>
    /// <param name="paths">Of the same document; its references follow what is renamed.</param>
    public void Add(string service, JsonObject components, JsonObject paths)
    {
        var added = Flatten(components);
        var renamed = NamesToChange(service, added);
        Rename(paths, renamed);
        foreach (var (reference, node) in added)
        {
            Rename(node, renamed);
            _components.TryAdd(renamed.GetValueOrDefault(reference, reference), node);
        }
    }

    /// <summary>What the paths refer to, and what that refers to in turn.</summary>
    public JsonObject UsedBy(JsonNode paths)
    {
        var used = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var open = new Stack<JsonNode>([paths]);
        while (open.TryPop(out var node))
        {
            foreach (var reference in References(node).Select(found => found.Reference))
            {
                if (!used.ContainsKey(reference) && _components.TryGetValue(reference, out var component))
                {
                    used.Add(reference, component);
                    open.Push(component);
                }
            }
        }

        var components = new JsonObject();
        foreach (var (reference, node) in used)
        {
            var (kind, name) = Split(reference);
            ((components[kind] ??= new JsonObject()) as JsonObject)!.Add(name, node.DeepClone());
        }

        return components;
    }

    private static Dictionary<string, JsonNode> Flatten(JsonObject components)
    {
        var flat = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (kind, members) in components)
        {
            if (kind != "securitySchemes" && members is JsonObject named)
            {
                foreach (var (name, node) in named.ToArray())
                {
                    named.Remove(name);
                    flat.Add($"{Root}{kind}/{name}", node!);
                }
            }
        }

        return flat;
    }

    private Dictionary<string, string> NamesToChange(string service, Dictionary<string, JsonNode> added)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        bool changed;
        do
        {
            changed = false;
            foreach (var (reference, node) in added)
            {
                // Equal in form is not equal when it refers to something that is not.
                if (!renamed.ContainsKey(reference)
                    && _components.TryGetValue(reference, out var present)
                    && (!JsonNode.DeepEquals(present, node) || References(node).Any(found => renamed.ContainsKey(found.Reference))))
                {
                    renamed.Add(reference, FreeName(service, reference, added));
                    changed = true;
                }
            }
        }
        while (changed);

        return renamed;
    }

    private string FreeName(string service, string reference, Dictionary<string, JsonNode> added)
    {
        var (kind, name) = Split(reference);
        var free = $"{Root}{kind}/{char.ToUpperInvariant(service[0])}{service[1..]}{name}";
        while (_components.ContainsKey(free) || added.ContainsKey(free))
        {
            free += "_";
        }

        return free;
    }

    private static void Rename(JsonNode node, Dictionary<string, string> renamed)
    {
        foreach (var (holder, reference) in References(node).ToArray())
        {
            if (renamed.TryGetValue(reference, out var name))
            {
                holder["$ref"] = name;
            }
        }
    }

    private static IEnumerable<(JsonObject Holder, string Reference)> References(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject item:
                if (item["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference) && reference.StartsWith(Root, StringComparison.Ordinal))
                {
                    yield return (item, reference);
                }

                foreach (var found in item.SelectMany(member => References(member.Value)))
                {
                    yield return found;
                }

                break;
            case JsonArray array:
                foreach (var found in array.SelectMany(References))
                {
                    yield return found;
                }

                break;
            default:
                break;
        }
    }

    private static (string Kind, string Name) Split(string reference)
    {
        var slash = reference.IndexOf('/', Root.Length);
        return (reference[Root.Length..slash], reference[(slash + 1)..]);
    }
}
