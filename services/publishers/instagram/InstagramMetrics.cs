using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>
/// Likes and comments stand at the post itself; the rest are insights, which are others for each kind of post and need a permission of
/// their own. What Instagram refuses is left out.
/// </summary>
internal sealed class InstagramMetrics(InstagramClient instagram) : IMetricsCollector
{
    private static readonly string[] OfAll = ["views", "reach", "shares", "total_interactions"];
    private static readonly string[] OfPosts = [.. OfAll, "saved"];
    private static readonly string[] OfReels = [.. OfPosts, "ig_reels_avg_watch_time", "ig_reels_video_view_total_time"];
    private static readonly string[] OfStories = [.. OfAll, "replies", "navigation", "follows", "profile_visits"];

    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal)
    {
        ["views"] = MetricNames.Views,
        ["reach"] = MetricNames.Reach,
        ["shares"] = MetricNames.Shares,
        ["saved"] = MetricNames.Saves,
        ["replies"] = MetricNames.Comments,
    };

    public Task CollectAsync(MetricsContext context, CancellationToken cancellationToken) => context.EachAsync(
        async (publication, ct) =>
        {
            var counts = await instagram.GetCountsAsync(publication.ExternalId, context.Credential, ct);
            var values = new MetricValues()
                .Add("like_count", counts.LikeCount, MetricNames.Likes)
                .Add("comments_count", counts.CommentsCount, MetricNames.Comments);
            await MeasureAsync(publication.ExternalId, MetricsOf(counts.MediaProductType), values, context.Credential, ct);
            return values;
        },
        cancellationToken);

    private async Task MeasureAsync(
        string media, string[] metrics, MetricValues values, AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await MetricsContext.WithoutRefusedAsync(
                metrics, names => instagram.GetInsightsAsync(media, names, credential, cancellationToken));
            foreach (var (name, value) in answers.SelectMany(answer => answer.Numbers()))
            {
                values.Add(name, value, Common.GetValueOrDefault(name));
            }
        }
        catch (PlatformRefusedException refusal) when (refusal.Category is FailureCategories.Forbidden or FailureCategories.NotFound)
        {
            // Without the permission, and of a story that too few have seen, there are no insights.
        }
    }

    private static string[] MetricsOf(string? kind) => kind switch
    {
        "STORY" => OfStories,
        "REELS" => OfReels,
        _ => OfPosts,
    };
}
