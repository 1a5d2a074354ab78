using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>The report of a campaign. There is none before it is sent.</summary>
internal sealed class MailchimpMetrics(MailchimpClient mailchimp) : IMetricsCollector
{
    public Task CollectAsync(MetricsContext context, CancellationToken cancellationToken) => context.EachAsync(
        (publication, ct) => ReadAsync(publication.ExternalId, context.Credential, ct), cancellationToken);

    private async Task<MetricValues> ReadAsync(string campaign, AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return Values(await mailchimp.GetReportAsync(campaign, credential, cancellationToken));
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            // A campaign that is gone answers this with the same refusal, which is then the last word.
            var known = await mailchimp.GetAsync(campaign, credential, cancellationToken);
            throw new PlatformRefusedException(FailureCategories.Processing, $"There is no report yet: the campaign is `{known.Status}`.");
        }
    }

    private static MetricValues Values(CampaignReport report) => new MetricValues()
        .Add("emails_sent", report.EmailsSent, MetricNames.Sent)
        .Add("opens_total", report.Opens?.OpensTotal, MetricNames.Opens)
        .Add("unique_opens", report.Opens?.UniqueOpens)
        .Add("clicks_total", report.Clicks?.ClicksTotal, MetricNames.Clicks)
        .Add("unique_clicks", report.Clicks?.UniqueClicks)
        .Add("unique_subscriber_clicks", report.Clicks?.UniqueSubscriberClicks)
        .Add("hard_bounces", report.Bounces?.HardBounces, MetricNames.Bounces)
        .Add("soft_bounces", report.Bounces?.SoftBounces, MetricNames.Bounces)
        .Add("syntax_errors", report.Bounces?.SyntaxErrors, MetricNames.Bounces)
        .Add("unsubscribed", report.Unsubscribed, MetricNames.Unsubscribes)
        .Add("abuse_reports", report.AbuseReports, MetricNames.Complaints)
        .Add("forwards_count", report.Forwards?.ForwardsCount, MetricNames.Shares);
}
