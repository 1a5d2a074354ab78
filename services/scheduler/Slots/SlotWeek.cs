using System.Globalization;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults.Errors;
using NodaTime;

namespace ContentMultiplier.Scheduler.Slots;

/// <summary>Weekly local times as minutes of the week, and the instants they stand for.</summary>
internal static class SlotWeek
{
    public const int MaxSlots = 168;
    private const int DayMinutes = 24 * 60;
    private const int HorizonDays = 371;
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static int[] Read(IReadOnlyList<WeeklySlot> slots, ErrorBag errors)
    {
        if (slots.Count > MaxSlots)
        {
            errors.Add("slots", $"has {slots.Count} entries of {MaxSlots}; remove {slots.Count - MaxSlots}");
        }

        SortedSet<int> minutes = [];
        foreach (var (index, slot) in slots.Index())
        {
            var day = Array.IndexOf(Days, slot?.Day);
            if (day < 0)
            {
                errors.Add($"slots[{index}].day", $"must be one of {string.Join(", ", Days)}");
            }

            if (!TimeOnly.TryParseExact(slot?.Time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                errors.Add($"slots[{index}].time", "must be a time of the day, such as 09:30");
            }
            else if (day >= 0 && !minutes.Add((day * DayMinutes) + (time.Hour * 60) + time.Minute))
            {
                errors.Add($"slots[{index}]", "is there twice; remove it");
            }
        }

        return [.. minutes];
    }

    public static IReadOnlyList<WeeklySlot> Describe(IEnumerable<int> minutes) =>
    [
        .. minutes.Select(minute => new WeeklySlot(
            Days[minute / DayMinutes], new TimeOnly(minute % DayMinutes / 60, minute % 60).ToString("HH:mm", CultureInfo.InvariantCulture))),
    ];

    /// <summary>The first free slot after an instant, within a year. Two slots that a gap of the clocks makes one are one.</summary>
    public static Instant? NextFree(int[] minutes, DateTimeZone zone, Instant after, IReadOnlySet<Instant> taken)
    {
        // A gap may move a slot over the end of its day, so that the days are not simply walked through.
        var first = after.InZone(zone).Date.PlusDays(-1);
        for (var day = 0; day < HorizonDays; day += 7)
        {
            var free = Enumerable.Range(day, 8)
                .Select(offset => first.PlusDays(offset))
                .SelectMany(date => minutes
                    .Where(minute => minute / DayMinutes == (int)date.DayOfWeek - 1)
                    .Select(minute => LocalTimes.Resolve(date + new LocalTime(minute % DayMinutes / 60, minute % 60), zone).At))
                .Where(at => at > after && !taken.Contains(at))
                .DefaultIfEmpty(Instant.MaxValue)
                .Min();
            if (free < Instant.MaxValue)
            {
                return free;
            }
        }

        return null;
    }
}
