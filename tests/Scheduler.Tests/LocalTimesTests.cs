using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Scheduler.Times;
using NodaTime;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class LocalTimesTests
{
    private static readonly Instant From = Instant.FromUtc(2020, 1, 1, 0, 0);
    private static readonly Instant To = Instant.FromUtc(2036, 1, 1, 0, 0);

    /// <summary>
    /// Around every change of every zone's clocks, judged without the library's own mapping: by asking what the clocks
    /// show at an instant.
    /// </summary>
    [Test]
    public void Row_41_every_transition_of_every_zone_from_2020_to_2035_keeps_to_the_rules()
    {
        var checkedTimes = 0;
        var wrong = new List<string>();
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            foreach (var interval in zone.GetZoneIntervals(From, To).Where(interval => interval.HasStart && interval.Start >= From))
            {
                var before = zone.GetUtcOffset(interval.Start - Duration.Epsilon);
                var after = zone.GetUtcOffset(interval.Start);
                var wallBefore = interval.Start.WithOffset(before).LocalDateTime;
                var wallAfter = interval.Start.WithOffset(after).LocalDateTime;
                foreach (var local in Around(wallBefore).Concat(Around(wallAfter)).Append(Middle(wallBefore, wallAfter)).Distinct())
                {
                    checkedTimes++;
                    if (Flaw(zone, local, before, after) is { } flaw)
                    {
                        wrong.Add($"{id} {local}: {flaw}");
                    }
                }
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(checkedTimes, Is.GreaterThan(20_000));
    }

    [TestCase("2027-03-28T02:30", "Europe/Berlin", "2027-03-28T01:30:00Z", "does not exist")]
    [TestCase("2027-10-31T02:30", "Europe/Berlin", "2027-10-31T00:30:00Z", "comes twice")]
    [TestCase("2027-03-14T02:00:00", "America/New_York", "2027-03-14T07:00:00Z", "does not exist")]
    [TestCase("2027-11-07T01:59:59", "America/New_York", "2027-11-07T05:59:59Z", "comes twice")]
    [TestCase("2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-02T15:45:00Z", "does not exist")]
    [TestCase("2028-02-29T12:00", "Asia/Kathmandu", "2028-02-29T06:15:00Z", null)]
    [TestCase("2027-12-31T23:59:59", "Pacific/Kiritimati", "2027-12-31T09:59:59Z", null)]
    public async Task Local_time_is_resolved_with_a_warning_where_it_is_not_there_once(string local, string zone, string at, string? warning)
    {
        using var client = SchedulerSuite.One.ClientOf(Guid.CreateVersion7());

        var answer = (await client.SendAsync(HttpMethod.Post, "/internal/times/resolve", new ResolveLocalTimeRequest(local, zone))).As<ResolvedLocalTime>();

        Assert.That(answer.At, Is.EqualTo(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(answer.Warning, warning is null ? Is.Null : Does.Contain(warning));
        Assert.That(answer.Errors, Is.Empty);
    }

    [TestCase("2027-03-28 02:30", "Europe/Berlin", "local_time")]
    [TestCase("2027-03-28T02:30Z", "Europe/Berlin", "local_time")]
    [TestCase("2027-02-29T02:30", "Europe/Berlin", "local_time")]
    [TestCase("9999-12-31T23:59", "Pacific/Kiritimati", "local_time")]
    [TestCase("2027-03-28T02:30", "Mars/Olympus", "time_zone")]
    [TestCase("2027-03-28T02:30", "UTC+2", "time_zone")]
    [TestCase("2027-03-28T02:30", "", "time_zone")]
    public async Task What_is_no_local_time_or_no_zone_is_said(string local, string zone, string field)
    {
        using var client = SchedulerSuite.One.ClientOf(Guid.CreateVersion7());

        var answer = (await client.SendAsync(HttpMethod.Post, "/internal/times/resolve", new ResolveLocalTimeRequest(local, zone))).As<ResolvedLocalTime>();

        Assert.That(answer.At, Is.Null);
        Assert.That(answer.Errors.Keys, Is.EqualTo(new[] { field }));
    }

    private static IEnumerable<LocalDateTime> Around(LocalDateTime wall) =>
        new long[] { -86_400, -3_600, -1, 0, 1, 1_800, 3_600, 86_400 }.Select(wall.PlusSeconds);

    private static LocalDateTime Middle(LocalDateTime one, LocalDateTime other) =>
        one.PlusTicks(Period.Between(one, other, PeriodUnits.Ticks).Ticks / 2);

    private static string? Flaw(DateTimeZone zone, LocalDateTime local, Offset before, Offset after)
    {
        var resolved = LocalTimes.Resolve(local, zone);
        var shown = Shown(resolved.At);
        var candidates = new[] { local.WithOffset(before).ToInstant(), local.WithOffset(after).ToInstant() }
            .Distinct().Where(at => Shown(at) == local).Order().ToList();
        return candidates.Count switch
        {
            2 when resolved.At != candidates[0] => "not the first of both",
            2 when resolved.Warning is null => "no warning of two",
            1 when resolved.At != candidates[0] || resolved.Warning is not null => "not the one there is",
            0 when shown == local => null, // A day away another change of the clocks may be in force.
            0 when resolved.Warning is null => "no warning of none",
            0 when after > before && shown != local.PlusSeconds(after.Seconds - before.Seconds) => $"moved to {shown}",
            _ => null,
        };

        LocalDateTime Shown(Instant at) => at.WithOffset(zone.GetUtcOffset(at)).LocalDateTime;
    }
}
