using System.Globalization;
using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>How often a post or page was commented on: all that WordPress itself counts.</summary>
internal sealed class WordpressMetrics(WordpressClient wordpress) : IMetricsCollector
{
    public Task CollectAsync(MetricsContext context, CancellationToken cancellationToken) => context.EachAsync(
        async (publication, ct) =>
        {
            if (!long.TryParse(publication.ExternalId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new PlatformRefusedException(FailureCategories.NotFound, "Its id is none of WordPress's.");
            }

            // A post that is not there has no comments either, and the site would say so.
            await RequireAsync(id, context.Credential, ct);
            return new MetricValues().Add("comment_count", await wordpress.CountCommentsAsync(id, context.Credential, ct), MetricNames.Comments);
        },
        cancellationToken);

    private async Task RequireAsync(long id, AccountCredential credential, CancellationToken cancellationToken)
    {
        WordpressPost post;
        try
        {
            post = await wordpress.GetPostAsync(WordpressSteps.Post, id, credential, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            post = await wordpress.GetPostAsync(WordpressSteps.Page, id, credential, cancellationToken);
        }

        if (post.Status == "trash")
        {
            throw new PlatformRefusedException(FailureCategories.NotFound, "It is in the site's bin.");
        }
    }
}
