using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>
/// Reads the numbers of up to a hundred posts in one call. X shows what only the author may see for thirty days, and gives nothing at
/// all of a post of which it is asked too much, so that is asked apart and left out where it is refused.
/// </summary>
internal sealed class TwitterMetrics(TwitterClient twitter) : IMetricsCollector
{
    private const string Public = "public_metrics";
    private const string WithOwners = "public_metrics,non_public_metrics";

    /// <summary>A day less than X says: its clock is not ours.</summary>
    private static readonly TimeSpan OwnersTime = TimeSpan.FromDays(29);

    public async Task CollectAsync(MetricsContext context, CancellationToken cancellationToken)
    {
        foreach (var publication in context.Pending.Where(publication => !TwitterUrls.IsId(publication.ExternalId)))
        {
            context.Unsupported(publication, "Its id is none of X's.");
        }

        var young = context.Pending.Where(publication => context.AgeOf(publication) < OwnersTime).ToList();
        if (young.Count > 0)
        {
            try
            {
                await AskAsync(context, young, WithOwners, isLastWord: false, cancellationToken);
            }
            catch (PlatformRefusedException refusal) when (refusal.Category is FailureCategories.Forbidden or FailureCategories.InvalidContent)
            {
                // The application may not see them; what everybody sees is asked for below.
            }
        }

        if (context.Pending is { Count: > 0 } rest)
        {
            await AskAsync(context, rest, Public, isLastWord: true, cancellationToken);
        }
    }

    private async Task AskAsync(
        MetricsContext context, IReadOnlyList<MeasuredPublication> publications, string fields, bool isLastWord, CancellationToken cancellationToken)
    {
        var answer = await twitter.GetMetricsAsync([.. publications.Select(publication => publication.ExternalId).Distinct()], fields, context.Credential, cancellationToken);
        var posts = (answer.Data ?? []).DistinctBy(post => post.Id).ToDictionary(post => post.Id);
        var errors = (answer.Errors ?? []).ToLookup(error => error.ResourceId ?? error.Value ?? "");
        foreach (var publication in publications)
        {
            if (posts.TryGetValue(publication.ExternalId, out var post))
            {
                context.Collected(publication, Values(post));
            }
            else if (errors[publication.ExternalId].FirstOrDefault(error => error.IsNotFound) is { } missing)
            {
                context.Gone(publication, missing.Words);
            }
            else if (isLastWord)
            {
                context.Failed(publication, errors[publication.ExternalId].FirstOrDefault()?.Words ?? "X said nothing about the post.");
            }
        }
    }

    private static MetricValues Values(MeasuredPost post) => new MetricValues()
        .Add("like_count", post.PublicMetrics?.LikeCount, MetricNames.Likes)
        .Add("reply_count", post.PublicMetrics?.ReplyCount, MetricNames.Comments)
        .Add("repost_count", post.PublicMetrics?.RepostCount ?? post.PublicMetrics?.RetweetCount, MetricNames.Shares)
        .Add("quote_count", post.PublicMetrics?.QuoteCount, MetricNames.Shares)
        .Add("bookmark_count", post.PublicMetrics?.BookmarkCount, MetricNames.Saves)
        .Add("impression_count", post.PublicMetrics?.ImpressionCount, MetricNames.Impressions)
        .Add("url_link_clicks", post.NonPublicMetrics?.UrlLinkClicks, MetricNames.Clicks)
        .Add("user_profile_clicks", post.NonPublicMetrics?.UserProfileClicks)
        .Add("engagements", post.NonPublicMetrics?.Engagements);
}
