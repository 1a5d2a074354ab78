using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Scheduler.Recurrences;

internal static class RecurrenceAudit
{
    public static AuditRecorded Of(string action, Guid workspaceId, Guid id, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = workspaceId,
        Action = action,
        SubjectType = "recurrence",
        SubjectId = id.ToString(),
        By = context.Requester(),
        At = now,
    };
}
