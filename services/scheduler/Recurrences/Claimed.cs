using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>A recurrence at one of its times, and how it goes on.</summary>
internal sealed record Claimed(DueOccurrence Due, DateTimeOffset? NextAt, int Made, int Skipped)
{
    public static Claimed Of(
        Guid id, Guid workspaceId, Guid userId, RecurrenceRequest request, int made, DateTimeOffset at, DateTimeOffset now)
    {
        var skipped = 0;
        var next = Occurrences.Next(request, at, made + 1);
        while (next <= now)
        {
            skipped++;
            at = next.Value;
            next = Occurrences.Next(request, at, made + 1);
        }

        return new Claimed(
            new DueOccurrence
            {
                RecurrenceId = id,
                WorkspaceId = workspaceId,
                UserId = userId,
                TemplateId = request.PostId,
                PostId = TimedId.Next(now),
                OccursAt = at,
                Targets = request.Targets?.Select(target => new RepeatedTarget
                {
                    AccountId = target.AccountId, ContentType = target.ContentType, Options = target.Options,
                    DependsOn = target.DependsOn?.AccountId, OnFailure = target.DependsOn?.OnFailure, FallbackUrl = target.DependsOn?.FallbackUrl,
                }).ToList(),
                Platforms = request.Platforms,
                LateAction = request.LatePolicy?.Action,
                LateWindowMinutes = request.LatePolicy?.WindowMinutes,
            },
            next,
            made + 1,
            skipped);
    }
}
