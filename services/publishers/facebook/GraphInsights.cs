using System.Text.Json;

namespace ContentMultiplier.Publishers.Meta;

/// <summary>How Meta tells numbers, the same on all of its platforms. Instagram compiles this file, too.</summary>
internal sealed record GraphInsights(GraphInsight[]? Data)
{
    /// <summary>By name; a number in parts is told part by part, as <c>name.part</c>.</summary>
    public IEnumerable<(string Name, long Value)> Numbers() => (Data ?? []).SelectMany(insight => Numbers(
        insight.Name, (insight.Values is [var first, ..] ? first : insight.TotalValue)?.Value ?? default));

    private static IEnumerable<(string Name, long Value)> Numbers(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => [(name, number)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(part => Numbers($"{name}.{part.Name}", part.Value)),
        _ => [],
    };
}

/// <summary>Its value stands in one member or in the other, by metric.</summary>
internal sealed record GraphInsight(string Name, GraphNumber[]? Values, GraphNumber? TotalValue);

internal sealed record GraphNumber(JsonElement? Value);
