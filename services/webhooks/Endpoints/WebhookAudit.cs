using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class WebhookAudit
{
    public static AuditRecorded Of(string action, WebhookEndpoint endpoint, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = endpoint.WorkspaceId,
        Action = action,
        SubjectType = "webhook",
        SubjectId = endpoint.Id.ToString(),
        By = context.Requester(),
        At = now,

        // The host alone: paths of receivers are often secrets.
        Detail = new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = new Uri(endpoint.Url).IdnHost },
    };
}
