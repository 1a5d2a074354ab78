using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

/// <summary>What became of a campaign. There is no report of one that was not sent.</summary>
internal sealed class MailchimpReports(MetricNumbers numbers)
{
    public Task ShowAsync(HttpContext context, Post campaign)
    {
        if (CampaignDetail.Of(campaign).Status != "sent")
        {
            return MailchimpProblem.NotFound.WriteAsync(context);
        }

        long Of(string name, long usual) => numbers.Of(MailchimpPlatform.Name, campaign.Id, name, usual);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["id"] = campaign.Id,
            ["emails_sent"] = Of("emails_sent", 200),
            ["abuse_reports"] = Of("abuse_reports", 1),
            ["unsubscribed"] = Of("unsubscribed", 2),
            ["bounces"] = new JsonObject
            {
                ["hard_bounces"] = Of("hard_bounces", 3), ["soft_bounces"] = Of("soft_bounces", 4), ["syntax_errors"] = Of("syntax_errors", 0),
            },
            ["forwards"] = new JsonObject { ["forwards_count"] = Of("forwards_count", 5), ["forwards_opens"] = 2 },
            ["opens"] = new JsonObject { ["opens_total"] = Of("opens_total", 120), ["unique_opens"] = Of("unique_opens", 90), ["open_rate"] = 0.45 },
            ["clicks"] = new JsonObject
            {
                ["clicks_total"] = Of("clicks_total", 40), ["unique_clicks"] = Of("unique_clicks", 30),
                ["unique_subscriber_clicks"] = Of("unique_subscriber_clicks", 28), ["click_rate"] = 0.14,
            },
        });
    }
}
