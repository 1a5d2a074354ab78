namespace ContentMultiplier.Publishing;

/// <summary>
/// Reads the numbers of published posts. Only for platforms that give any; having one is what announces that. One instance serves
/// all accounts at once, so it keeps nothing between them.
/// </summary>
public interface IMetricsCollector
{
    /// <summary>
    /// Tells the context about each of its publications. What it has not told of when a refusal ends it is told by the SDK: asked later
    /// after a 429, tried again with a fresh token after a 401.
    /// </summary>
    Task CollectAsync(MetricsContext context, CancellationToken cancellationToken);
}
