using ContentMultiplier.Scheduler.Recurrences;
using ContentMultiplier.Scheduler.Times;
using NodaTime;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class OccurrencesTests
{
    private static readonly Instant From = Instant.FromUtc(2020, 1, 1, 0, 0);
    private static readonly Instant To = Instant.FromUtc(2036, 1, 1, 0, 0);

    /// <summary>Walked over every change of every zone's clocks: no time is left out, none comes twice, and they ascend.</summary>
    [TestCase("30 2 * * *")]
    [TestCase("0,30 1-2 * * *")]
    public void Row_41_every_local_time_occurs_once_over_every_transition_of_every_zone(string expression)
    {
        Assert.That(CronSchedule.TryParse(expression, out var cron, out _));
        var wrong = new List<string>();
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            foreach (var interval in zone.GetZoneIntervals(From, To).Where(interval => interval.HasStart && interval.Start >= From))
            {
                var begin = interval.Start - Duration.FromHours(30);
                var end = interval.Start + Duration.FromHours(30);
                var day = begin.InZone(zone).Date.PlusDays(-3);
                var expected = Enumerable.Range(0, 9).SelectMany(offset => cron!.On(day.PlusDays(offset)))
                    .Select(local => LocalTimes.Resolve(local, zone).At).Where(at => at > begin && at <= end).Distinct().Order().ToList();
                if (!Walk(cron!, zone, begin, end).SequenceEqual(expected))
                {
                    wrong.Add($"{id} {interval.Start}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("30 9 * * mon-fri", "2027-01-01T00:00:00Z", "2027-01-01T09:30:00Z", "2027-01-04T09:30:00Z")]
    [TestCase("0 12 29 2 *", "2027-01-01T00:00:00Z", "2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z")]
    [TestCase("*/20 23 31 12 *", "2027-01-01T00:00:00Z", "2027-12-31T23:00:00Z", "2027-12-31T23:20:00Z")]
    [TestCase("0 0 13 * 5", "2027-01-01T12:00:00Z", "2027-01-08T00:00:00Z", "2027-01-13T00:00:00Z")]
    [TestCase("0 0 * JAN,Jul 7", "2027-01-30T00:00:00Z", "2027-01-31T00:00:00Z", "2027-07-04T00:00:00Z")]
    [TestCase("50/5 * * * *", "2027-01-01T00:00:00Z", "2027-01-01T00:50:00Z", "2027-01-01T00:55:00Z")]
    public void Cron_expressions_mean_what_cron_means(string expression, string after, string first, string second)
    {
        Assert.That(CronSchedule.TryParse(expression, out var cron, out _));

        var one = Occurrences.NextAfter(cron!, DateTimeZone.Utc, At(after))!.Value;

        Assert.That((one, Occurrences.NextAfter(cron!, DateTimeZone.Utc, one)), Is.EqualTo((At(first), (Instant?)At(second))));
    }

    [TestCase("0 0 31 2 *")]
    public void What_never_comes_true_has_no_next(string expression)
    {
        Assert.That(CronSchedule.TryParse(expression, out var cron, out _));

        Assert.That(Occurrences.NextAfter(cron!, DateTimeZone.Utc, From), Is.Null);
    }

    [TestCase("")]
    [TestCase("* * * *")]
    [TestCase("* * * * * *")]
    [TestCase("60 * * * *")]
    [TestCase("* 24 * * *")]
    [TestCase("* * 0 * *")]
    [TestCase("* * * 13 *")]
    [TestCase("* * * * 8")]
    [TestCase("5-1 * * * *")]
    [TestCase("*/0 * * * *")]
    [TestCase("1,,2 * * * *")]
    [TestCase("1-2-3 * * * *")]
    [TestCase("@daily")]
    [TestCase("-1 * * * *")]
    public void What_is_no_cron_expression_is_said(string expression)
    {
        Assert.That(CronSchedule.TryParse(expression, out _, out var problem), Is.False);
        Assert.That(problem, Is.Not.Empty);
    }

    private static Instant At(string text) => Instant.FromDateTimeOffset(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<Instant> Walk(CronSchedule cron, DateTimeZone zone, Instant after, Instant end)
    {
        while (Occurrences.NextAfter(cron, zone, after) is { } next && next <= end)
        {
            yield return after = next;
        }
    }
}
