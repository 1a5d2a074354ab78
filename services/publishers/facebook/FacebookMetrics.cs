using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>
/// What stands at a post, and its insights. Facebook refuses a question whole for one metric that it has dropped, and everything that the
/// page's consent does not cover; what is refused is left out.
/// </summary>
internal sealed class FacebookMetrics(FacebookClient facebook) : IMetricsCollector
{
    private const string Shares = "shares";

    private static readonly string[] Counts = [Shares, "comments.limit(0).summary(true)", "reactions.limit(0).summary(true)"];

    private static readonly Dictionary<string, string?> Insights = new(StringComparer.Ordinal)
    {
        ["post_media_view"] = MetricNames.Views,
        ["post_total_media_view_unique"] = MetricNames.Reach,
        ["post_clicks"] = MetricNames.Clicks,
        ["post_reactions_by_type_total"] = null,
        ["post_video_views"] = null,
    };

    public Task CollectAsync(MetricsContext context, CancellationToken cancellationToken) => context.EachAsync(
        async (publication, ct) =>
        {
            var values = new MetricValues();
            await CountAsync(publication.ExternalId, values, context.Credential, ct);
            await MeasureAsync(publication.ExternalId, values, context.Credential, ct);
            return values;
        },
        cancellationToken);

    private async Task CountAsync(string post, MetricValues values, AccountCredential credential, CancellationToken cancellationToken)
    {
        IReadOnlyList<PostCounts> answers;
        try
        {
            answers = await MetricsContext.WithoutRefusedAsync(Counts, fields => facebook.GetCountsAsync(post, fields, credential, cancellationToken));
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.Forbidden)
        {
            // What others wrote needs a permission of its own; how often it was shared does not.
            answers = await MetricsContext.WithoutRefusedAsync([Shares], fields => facebook.GetCountsAsync(post, fields, credential, cancellationToken));
        }

        foreach (var answer in answers)
        {
            values.Add(Shares, answer.Shares?.Count, MetricNames.Shares)
                .Add("comments", answer.Comments?.Summary?.TotalCount, MetricNames.Comments)
                .Add("reactions", answer.Reactions?.Summary?.TotalCount, MetricNames.Likes);
        }
    }

    private async Task MeasureAsync(string post, MetricValues values, AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await MetricsContext.WithoutRefusedAsync(
                [.. Insights.Keys], metrics => facebook.GetInsightsAsync(post, metrics, credential, cancellationToken));
            foreach (var (name, value) in answers.SelectMany(answer => answer.Numbers()))
            {
                values.Add(name, value, Insights.GetValueOrDefault(name));
            }
        }
        catch (PlatformRefusedException refusal) when (refusal.Category is FailureCategories.Forbidden or FailureCategories.NotFound)
        {
            // Insights need the permission read_insights, and a page with enough followers.
        }
    }
}
