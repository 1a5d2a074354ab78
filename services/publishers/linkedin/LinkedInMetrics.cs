using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>
/// Numbers of an organization's posts, many in one call. LinkedIn leaves out posts that nothing has happened to, so nothing is told of
/// those; of a member's posts it tells an ordinary application nothing at all.
/// </summary>
internal sealed class LinkedInMetrics(LinkedInClient linkedIn) : IMetricsCollector
{
    private const int MostPosts = 50;

    private static readonly (string Parameter, string Prefix)[] Kinds = [("shares", "urn:li:share:"), ("ugcPosts", "urn:li:ugcPost:")];

    public async Task CollectAsync(MetricsContext context, CancellationToken cancellationToken)
    {
        if (context.Credential.AccountExternalId is not { } organization || !organization.StartsWith(LinkedInUrns.Organization, StringComparison.Ordinal))
        {
            Leave(context, "LinkedIn lets no ordinary application read the numbers of a member's posts.");
            return;
        }

        foreach (var (parameter, prefix) in Kinds)
        {
            foreach (var chunk in context.Pending.Where(publication => publication.ExternalId.StartsWith(prefix, StringComparison.Ordinal)).Chunk(MostPosts))
            {
                await AskAsync(context, organization, parameter, chunk, cancellationToken);
            }
        }

        Leave(context, "Its id is none of LinkedIn's.");
    }

    /// <summary>A post that LinkedIn refuses to tell about must not hide the others.</summary>
    private async Task AskAsync(
        MetricsContext context, string organization, string parameter, MeasuredPublication[] publications, CancellationToken cancellationToken)
    {
        try
        {
            var urns = publications.Select(publication => publication.ExternalId).Distinct().ToList();
            var told = await linkedIn.GetStatisticsAsync(organization, parameter, urns, context.Credential, cancellationToken);
            var statistics = told.DistinctBy(one => one.Urn).ToDictionary(one => one.Urn ?? "", one => one.TotalShareStatistics);
            foreach (var publication in publications)
            {
                context.Collected(publication, Values(statistics.GetValueOrDefault(publication.ExternalId)));
            }
        }
        catch (PlatformRefusedException refusal) when (refusal.Category is FailureCategories.InvalidContent or FailureCategories.NotFound)
        {
            switch (publications)
            {
                case [var gone] when refusal.Category == FailureCategories.NotFound:
                    context.Gone(gone, refusal.Message);
                    break;
                case [var refused]:
                    context.Failed(refused, refusal.Message);
                    break;
                default:
                    foreach (var publication in publications)
                    {
                        await AskAsync(context, organization, parameter, [publication], cancellationToken);
                    }

                    break;
            }
        }
    }

    private static MetricValues Values(ShareStatistics? statistics) => new MetricValues()
        .Add("impressionCount", statistics?.ImpressionCount, MetricNames.Impressions)
        .Add("uniqueImpressionsCount", statistics?.UniqueImpressionsCount, MetricNames.Reach)
        .Add("clickCount", statistics?.ClickCount, MetricNames.Clicks)
        .Add("likeCount", statistics?.LikeCount, MetricNames.Likes)
        .Add("commentCount", statistics?.CommentCount, MetricNames.Comments)
        .Add("shareCount", statistics?.ShareCount, MetricNames.Shares);

    private static void Leave(MetricsContext context, string why)
    {
        foreach (var publication in context.Pending)
        {
            context.Unsupported(publication, why);
        }
    }
}
