using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Results.Metrics;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Tests;

/// <summary>When the numbers of one publication are read.</summary>
public sealed class MetricScheduleTests
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    private static readonly DateTimeOffset Published = new(2030, 1, 31, 9, 0, 0, TimeSpan.Zero);

    private static readonly MetricAges Ages = new(Options.Create(new ResultsOptions
    {
        MetricAges = [TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromHours(6)],
    }));

    [Test]
    public void After_numbers_came_the_next_age_is_waited_for()
    {
        var schedule = Asked(Hour);

        Assert.That(Take(schedule, MetricsStates.Collected), Is.True);
        Assert.That((schedule.AgeSeconds, schedule.DueAt, schedule.Tries), Is.EqualTo((6 * Hour, (DateTimeOffset?)Published.AddHours(6), 0)));
    }

    [Test]
    public void After_the_last_age_nothing_is_read_any_more()
    {
        var schedule = Asked(Day);

        Take(schedule, MetricsStates.Collected);

        Assert.That((schedule.Ended, schedule.DueAt), Is.EqualTo(("done", (DateTimeOffset?)null)));
    }

    [Test]
    public void Of_ages_that_passed_in_silence_only_the_latest_is_read()
    {
        var schedule = new MetricSchedule { AgeSeconds = Hour, DueAt = Published.AddHours(1) };

        Assert.That(schedule.Ask(Ages, Published, Published.AddHours(30)), Is.True);
        Assert.That(schedule.AgeSeconds, Is.EqualTo(Day));
    }

    [Test]
    public void An_answer_to_an_earlier_question_changes_nothing()
    {
        var schedule = Asked(6 * Hour);
        var due = schedule.DueAt;

        Assert.That(schedule.Take(Told(MetricsStates.Collected, Hour), Ages, Published, Published.AddHours(6)), Is.False);
        Assert.That((schedule.AgeSeconds, schedule.DueAt), Is.EqualTo((6 * Hour, due)));
    }

    [Test]
    public void A_platform_that_asks_to_wait_is_asked_then_however_often()
    {
        var schedule = Asked(Hour);
        var at = Published.AddHours(2);
        for (var round = 0; round < 3 * MetricSchedule.MostTries; round++)
        {
            schedule.Take(Told(MetricsStates.Postponed, Hour) with { RetryNotBefore = at }, Ages, Published, Published.AddHours(1));
            Assert.That((schedule.AgeSeconds, schedule.DueAt, schedule.Tries), Is.EqualTo((Hour, (DateTimeOffset?)at, 0)));
            schedule.Ask(Ages, Published, at);
        }
    }

    [Test]
    public void A_failed_reading_is_tried_again_later_and_later_and_then_the_age_is_given_up()
    {
        var schedule = Asked(Hour);
        var now = Published.AddHours(1);
        var pauses = new List<TimeSpan>();
        while (schedule.AgeSeconds == Hour)
        {
            schedule.Take(Told(MetricsStates.Failed, Hour), Ages, Published, now);
            if (schedule.AgeSeconds == Hour)
            {
                pauses.Add(schedule.DueAt!.Value - now);
                schedule.Ask(Ages, Published, now);
            }
        }

        Assert.That(pauses, Is.Ordered.And.Count.EqualTo(MetricSchedule.MostTries - 1));
        Assert.That((schedule.AgeSeconds, schedule.Detail), Is.EqualTo((6 * Hour, "said so")));
    }

    [Test]
    public void A_worker_that_never_answers_is_asked_less_and_less_and_not_for_ever()
    {
        var schedule = new MetricSchedule { AgeSeconds = Day, DueAt = Published.AddDays(1) };
        var asked = 0;
        while (schedule.DueAt is { } due)
        {
            asked += schedule.Ask(Ages, Published, due) ? 1 : 0;
        }

        Assert.That((asked, schedule.Ended), Is.EqualTo((MetricSchedule.MostTries, "done")));
    }

    [TestCase(MetricsStates.Gone)]
    [TestCase(MetricsStates.Unsupported)]
    public void What_has_no_numbers_any_more_is_asked_no_more(string state)
    {
        var schedule = Asked(Hour);

        Assert.That(Take(schedule, state), Is.False);
        Assert.That((schedule.Ended, schedule.DueAt, schedule.Detail), Is.EqualTo((state, (DateTimeOffset?)null, "said so")));
    }

    [Test]
    public void Posts_of_the_same_minutes_come_due_together()
    {
        var due = Enumerable.Range(0, 240).Select(second => MetricAges.DueAt(Published.AddSeconds(second + 1), 6 * Hour)).Distinct();

        Assert.That(due, Is.EqualTo(new[] { Published.AddHours(6).AddMinutes(5) }));
    }

    private static MetricSchedule Asked(long age)
    {
        var schedule = new MetricSchedule { AgeSeconds = age, DueAt = Published.AddSeconds(age) };
        Assert.That(schedule.Ask(Ages, Published, Published.AddSeconds(age)), Is.True);
        return schedule;
    }

    private static bool Take(MetricSchedule schedule, string state) =>
        schedule.Take(Told(state, schedule.AgeSeconds), Ages, Published, Published.AddSeconds(schedule.AgeSeconds));

    private static PublicationMetrics Told(string state, long age) =>
        new() { PublicationId = Guid.Empty, AgeSeconds = age, State = state, Detail = "said so" };
}
