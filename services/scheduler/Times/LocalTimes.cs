using System.Globalization;
using ContentMultiplier.ServiceDefaults.Errors;
using NodaTime;
using NodaTime.Text;

namespace ContentMultiplier.Scheduler.Times;

/// <summary>
/// The one rule from local time to instant, for everything that is planned by the clock on the wall. A time that the zone
/// skips moves forward by the length of the gap; of a time that comes twice the first is taken.
/// </summary>
internal static class LocalTimes
{
    private static readonly LocalDateTimePattern[] Patterns =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss"),
    ];

    private static readonly HashSet<string> ZoneIds = [.. DateTimeZoneProviders.Tzdb.Ids];

    public static LocalDateTime? Parse(string text, string field, ErrorBag errors)
    {
        foreach (var pattern in Patterns)
        {
            if (pattern.Parse(text) is { Success: true } parsed && parsed.Value.Year is > 1 and < 9999)
            {
                return parsed.Value;
            }
        }

        errors.Add(field, "must be a local time without an offset, such as 2030-01-31T09:00");
        return null;
    }

    public static DateTimeZone? Zone(string id, string field, ErrorBag errors)
    {
        // The provider takes UTC+2 and the like as well, which are no zones of that database.
        if (ZoneIds.Contains(id))
        {
            return DateTimeZoneProviders.Tzdb[id];
        }

        errors.Add(field, "must be an IANA time zone, such as Europe/Berlin");
        return null;
    }

    public static ResolvedTime Resolve(LocalDateTime local, DateTimeZone zone)
    {
        var map = zone.MapLocal(local);
        var at = local.WithOffset(map.EarlyInterval.WallOffset).ToInstant();
        return map.Count switch
        {
            0 => new(at, $"{Text(local)} does not exist in {zone.Id}, where the clocks are put forward then; {Text(at.InZone(zone).LocalDateTime)} is taken"),
            1 => new(at, null),
            _ => new(at, $"{Text(local)} comes twice in {zone.Id}, where the clocks are put back then; the first is taken"),
        };
    }

    private static string Text(LocalDateTime local) => local.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <param name="Warning">What the user may not expect; null where the local time is there once.</param>
internal readonly record struct ResolvedTime(Instant At, string? Warning);
