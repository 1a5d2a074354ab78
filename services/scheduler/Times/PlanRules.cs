using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Scheduler.Times;

/// <summary>The times at which something may be planned.</summary>
internal static class PlanRules
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(731);

    public static void Check(DateTimeOffset at, string field, DateTimeOffset now, ErrorBag errors)
    {
        if (at <= now)
        {
            errors.Add(field, $"is in the past; it is {now:yyyy-MM-dd'T'HH:mm:ss'Z'} now");
        }
        else if (at - now > Horizon)
        {
            errors.Add(field, "is more than two years away");
        }
    }
}
