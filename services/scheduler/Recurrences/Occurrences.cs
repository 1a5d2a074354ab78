using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Times;
using NodaTime;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>
/// The instants of a recurrence: its local times by the rule of <see cref="LocalTimes"/>, each instant once. So what is planned
/// for 02:30 happens once on every day, on those of the changes of the clocks as well.
/// </summary>
internal static class Occurrences
{
    private const int Shown = 5;

    /// <summary>A 29th of February may be eight years away.</summary>
    private const int HorizonDays = 366 * 9;

    /// <returns>Null when there is none within years.</returns>
    public static Instant? NextAfter(CronSchedule cron, DateTimeZone zone, Instant after)
    {
        // Gaps move times forward, by up to a day where a zone changed its side of the date line.
        var first = after.InZone(zone).Date.PlusDays(-2);
        Instant? next = null;
        for (var date = first; date < first.PlusDays(HorizonDays); date = date.PlusDays(1))
        {
            if (next is { } found && date > found.InZone(zone).Date.PlusDays(1))
            {
                return next;
            }

            foreach (var local in cron.On(date))
            {
                var at = LocalTimes.Resolve(local, zone).At;
                if (at > after && (next is null || at < next))
                {
                    next = at;
                }
            }
        }

        return next;
    }

    /// <summary>The one after <paramref name="after"/>, within the end and the count of the recurrence.</summary>
    public static DateTimeOffset? Next(RecurrenceRequest request, DateTimeOffset after, int made)
    {
        if (made >= request.Count || !CronSchedule.TryParse(request.Cron, out var cron, out _))
        {
            return null;
        }

        var next = NextAfter(cron, DateTimeZoneProviders.Tzdb[request.TimeZone], Instant.FromDateTimeOffset(after))?.ToDateTimeOffset();
        return next > request.EndsAt ? null : next;
    }

    public static IReadOnlyList<DateTimeOffset> Upcoming(RecurrenceRequest request, DateTimeOffset? next, int made)
    {
        List<DateTimeOffset> upcoming = [];
        while (next is { } at && upcoming.Count < Shown)
        {
            upcoming.Add(at);
            next = Next(request, at, made + upcoming.Count);
        }

        return upcoming;
    }
}
