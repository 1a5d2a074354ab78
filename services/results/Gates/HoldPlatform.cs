using System.Globalization;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Results.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Gates;

/// <summary><c>POST /api/publishing/platforms/{platform}/hold</c>.</summary>
internal static class HoldPlatform
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static async Task<Results<Ok<HoldResponse>, ProblemHttpResult>> HandleAsync(
        string platform, HoldRequest request, HoldStore holds, GatePump pump, CurrentUser user, TimeProvider time, HttpContext context,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (Check(request, now) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        if (!await holds.KnowsAsync(platform, cancellationToken))
        {
            return Problems.NotFound();
        }

        var hold = new Gate
        {
            WorkspaceId = user.WorkspaceId,
            Platform = platform,
            Until = request.Until?.ToUniversalTime(),
            Reason = string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim(),
            ClosedAt = now,
            ClosedBy = user.UserId,
        };
        var held = await holds.CloseAsync(hold, RecordOf(hold, context, now), cancellationToken);
        pump.Wake(hold.Until);
        return TypedResults.Ok(held);
    }

    private static ErrorBag Check(HoldRequest request, DateTimeOffset now)
    {
        var errors = new ErrorBag();
        if (request.Reason?.Trim().Length > GateConfiguration.Reason)
        {
            errors.Add("reason", $"It has at most {GateConfiguration.Reason} characters.");
        }

        if (request.Until <= now)
        {
            errors.Add("until", "It has passed; give a time to come, or none to hold until the release.");
        }

        if (request.Until > now + Longest)
        {
            errors.Add("until", $"It is at most {Longest.TotalDays} days ahead; leave it out to hold until the release.");
        }

        return errors;
    }

    private static AuditRecorded RecordOf(Gate hold, HttpContext context, DateTimeOffset now)
    {
        Dictionary<string, string> detail = [];
        if (hold.Reason is { } reason)
        {
            detail["reason"] = reason;
        }

        if (hold.Until is { } until)
        {
            detail["until"] = until.ToString("O", CultureInfo.InvariantCulture);
        }

        return new AuditRecorded
        {
            WorkspaceId = hold.WorkspaceId,
            Action = "platform.hold",
            SubjectType = "platform",
            SubjectId = hold.Platform,
            By = context.Requester(),
            At = now,
            Detail = detail,
        };
    }
}
