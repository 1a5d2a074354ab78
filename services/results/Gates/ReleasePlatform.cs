using System.Globalization;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Gates;

/// <summary><c>POST /api/publishing/platforms/{platform}/release</c>.</summary>
internal static class ReleasePlatform
{
    public static async Task<Results<Ok<ReleaseResponse>, ProblemHttpResult>> HandleAsync(
        string platform, HoldStore holds, GatePump pump, CurrentUser user, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await holds.KnowsAsync(platform, cancellationToken))
        {
            return Problems.NotFound();
        }

        var now = time.GetUtcNow();
        var released = await holds.OpenAsync(user.WorkspaceId, platform, now, RecordOf, cancellationToken);
        pump.Wake();
        return TypedResults.Ok(new ReleaseResponse(platform, released));

        AuditRecorded RecordOf(long waiting) => new()
        {
            WorkspaceId = user.WorkspaceId,
            Action = "platform.release",
            SubjectType = "platform",
            SubjectId = platform,
            By = context.Requester(),
            At = now,
            Detail = new Dictionary<string, string> { ["publications"] = waiting.ToString(CultureInfo.InvariantCulture) },
        };
    }
}
