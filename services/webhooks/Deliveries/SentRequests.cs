using System.Globalization;
using System.Text;
using ContentMultiplier.Contracts.Api.Webhooks;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>What was sent, put together again; without what only the receiver may know.</summary>
internal static class SentRequests
{
    private const string Hidden = "(hidden)";

    public static WebhookSentRequest Of(string url, IEnumerable<string> headerNames, EventRow row, string payload, DateTimeOffset sentAt)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["content-type"] = "application/json",
            ["user-agent"] = DeliverySender.UserAgent,
            ["webhook-id"] = Payload.IdOf(row.Id),
            ["webhook-timestamp"] = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = Hidden,
        };
        foreach (var name in headerNames)
        {
            headers[name] = Hidden;
        }

        return new WebhookSentRequest(url, headers, Encoding.UTF8.GetString(Payload.Of(row, payload)));
    }
}
