using System.Collections.Concurrent;

namespace ContentMultiplier.Sandbox.Metrics;

/// <summary>
/// What the platforms tell about posts: the same numbers for every post until somebody sets others. A name that is refused is refused as
/// that platform does it.
/// </summary>
internal sealed class MetricNumbers
{
    private readonly ConcurrentDictionary<(string Platform, string Id), Dictionary<string, long>> byPost = new();
    private readonly ConcurrentDictionary<string, string[]> refused = new(StringComparer.Ordinal);

    /// <param name="usual">Told when nobody has set anything.</param>
    public long Of(string platform, string id, string name, long usual) =>
        byPost.TryGetValue((platform, id), out var numbers) && numbers.TryGetValue(name, out var number) ? number : usual;

    public bool IsRefused(string platform, string name) => refused.TryGetValue(platform, out var names) && names.Contains(name);

    public void Set(MetricsRequest request)
    {
        if (request is { Id: { } id, Metrics: { } numbers })
        {
            byPost[(request.Platform!, id)] = numbers;
        }

        if (request.Refused is { } names)
        {
            refused[request.Platform!] = names;
        }
    }

    public void Clear()
    {
        byPost.Clear();
        refused.Clear();
    }
}

/// <param name="Id">The post; needed for <paramref name="Metrics"/>.</param>
/// <param name="Metrics">By the platform's own names.</param>
/// <param name="Refused">Names that the platform refuses for all of its posts from now on.</param>
internal sealed record MetricsRequest(string? Platform, string? Id, Dictionary<string, long>? Metrics, string[]? Refused);

internal static class MetricsEndpoints
{
    private const string Path = "/_sandbox/metrics";

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var numbers = routes.ServiceProvider.GetRequiredService<MetricNumbers>();
        var platforms = routes.ServiceProvider.GetServices<IPlatform>().Select(platform => platform.Slug).ToArray();
        routes.MapPost(Path, (RequestDelegate)(context => SetAsync(context, numbers, platforms)));
        routes.MapDelete(Path, (RequestDelegate)(context =>
        {
            numbers.Clear();
            return Answer.NoContentAsync(context);
        }));
    }

    private static async Task SetAsync(HttpContext context, MetricNumbers numbers, string[] platforms)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.MetricsRequest) is not { } request)
        {
            return;
        }

        if (!platforms.Contains(request.Platform) || (request.Metrics is null && request.Refused is null) || (request.Metrics is not null && request.Id is null))
        {
            await Answer.ErrorAsync(
                context, StatusCodes.Status400BadRequest, $"platform ({string.Join(", ", platforms)}) with id and metrics, or with refused, is expected.");
            return;
        }

        numbers.Set(request);
        await Answer.NoContentAsync(context);
    }
}
