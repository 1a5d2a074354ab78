using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Scheduler.Recurrences;

internal static class RecurrenceRules
{
    private const int MaxCount = 10_000;

    /// <returns>The first time; null when the errors say why there is none.</returns>
    public static DateTimeOffset? Check(RecurrenceRequest request, DateTimeOffset now, ErrorBag errors)
    {
        if (!CronSchedule.TryParse(request.Cron, out _, out var problem))
        {
            errors.Add("cron", problem);
        }

        LocalTimes.Zone(request.TimeZone, "time_zone", errors);
        if (request.EndsAt <= now)
        {
            errors.Add("ends_at", "is in the past");
        }

        if (request.Count is < 1 or > MaxCount)
        {
            errors.Add("count", $"must be 1 to {MaxCount}");
        }

        if (errors.Any)
        {
            return null;
        }

        var first = Occurrences.Next(request, now, 0);
        if (first is null)
        {
            errors.Add("cron", request.EndsAt is null ? "never comes true" : "does not come true before ends_at");
        }

        return first;
    }
}
