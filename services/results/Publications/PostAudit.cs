using System.Globalization;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Publications;

/// <summary>What people decide about a post's publications, for the audit log.</summary>
internal static class PostAudit
{
    public static AuditRecorded Of(
        string action, Guid workspaceId, Guid postId, IReadOnlyList<PublicationState> states, HttpContext context, DateTimeOffset now) => new()
        {
            WorkspaceId = workspaceId,
            Action = action,
            SubjectType = "post",
            SubjectId = postId.ToString(),
            By = context.Requester(),
            At = now,
            Detail = new Dictionary<string, string>
            {
                ["publications"] = states.Count(state => state.Done).ToString(CultureInfo.InvariantCulture),
            },
        };
}
