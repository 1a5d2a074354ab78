using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Inbound;

internal static class InboundAudit
{
    public static AuditRecorded Of(string action, Guid workspaceId, Guid id, string platform, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = workspaceId,
        Action = action,
        SubjectType = "inbound",
        SubjectId = id.ToString(),
        By = context.Requester(),
        At = now,
        Detail = new Dictionary<string, string> { ["platform"] = platform },
    };
}
