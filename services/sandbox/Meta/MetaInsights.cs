using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Meta;

/// <summary>The insights of a post: one metric that is not known, not of this kind of post, or refused, refuses the whole question.</summary>
internal static class MetaInsights
{
    public static Task AnswerAsync(HttpContext context, MetricNumbers numbers, Post post, IReadOnlyDictionary<string, long> known)
    {
        var asked = context.Request.Query["metric"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0 || asked.Any(name => !known.ContainsKey(name) || numbers.IsRefused(post.Platform, name)))
        {
            return MetaError.Invalid("The value must be a valid insights metric").WriteAsync(context);
        }

        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = new JsonArray([.. asked.Select(name => new JsonObject
            {
                ["name"] = name,
                ["period"] = "lifetime",
                ["values"] = new JsonArray(new JsonObject { ["value"] = ValueOf(name, numbers.Of(post.Platform, post.Id, name, known[name])) }),
                ["id"] = $"{post.Id}/insights/{name}/lifetime",
            })]),
        });
    }

    private static JsonNode ValueOf(string name, long number) =>
        name.EndsWith("_by_type_total", StringComparison.Ordinal) ? new JsonObject { ["like"] = number } : JsonValue.Create(number);
}
