using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class DuePublicationsTests
{
    private Guid _workspace;

    [SetUp]
    public void SetUp() => _workspace = Guid.CreateVersion7();

    [Test]
    public async Task Publication_comes_due_at_its_time_and_never_before()
    {
        var now = TimeProvider.System.GetUtcNow();
        var entries = Enumerable.Range(0, 20).Select(i => SchedulerSuite.Entry(_workspace, now.AddSeconds(2).AddMilliseconds(i * 37))).ToArray();

        await SchedulerSuite.ScheduleAsync(entries);

        await Eventually.BecomesTrueAsync(() => Heard().Count == 20, SchedulerSuite.Patience);
        foreach (var (publication, at) in Heard())
        {
            Assert.That(at, Is.GreaterThanOrEqualTo(publication.DueAt));
        }
    }

    [Test]
    public async Task Earlier_one_wakes_the_pumps_that_sleep_for_a_later_one()
    {
        var now = TimeProvider.System.GetUtcNow();
        await SchedulerSuite.ScheduleAndWaitAsync(SchedulerSuite.Entry(_workspace, now.AddHours(1)));

        await SchedulerSuite.ScheduleAsync(SchedulerSuite.Entry(_workspace, now));

        await Eventually.BecomesTrueAsync(() => Heard().Count == 1, SchedulerSuite.Patience);
        Assert.That(await SchedulerSuite.RowsAsync(_workspace), Is.EqualTo(1));
    }

    [Test]
    public async Task Two_pumps_hand_over_each_of_many_once()
    {
        const int Count = 3_000;
        var now = TimeProvider.System.GetUtcNow();
        var entries = Enumerable.Range(0, Count).Select(_ => SchedulerSuite.Entry(_workspace, now.AddSeconds(1))).ToArray();

        await Task.WhenAll(entries.Chunk(100).Select(chunk => SchedulerSuite.ScheduleAsync(chunk)));

        await Eventually.BecomesTrueAsync(() => Heard().Count >= Count, TimeSpan.FromSeconds(60));
        await Eventually.BecomesTrueAsync(
            async () => await SchedulerSuite.Database.ScalarAsync<long>("select count(*) from outbox_messages") == 0, SchedulerSuite.Patience);
        Assert.That(
            Heard().Select(due => due.Publication.PublicationId), Is.EquivalentTo(entries.Select(entry => entry.PublicationId)));
    }

    [Test]
    public async Task Same_entry_twice_is_one_and_another_attempt_is_another()
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        var first = SchedulerSuite.Entry(_workspace, later);
        var second = SchedulerSuite.Entry(_workspace, later, attempt: 2, first.PublicationId);

        await SchedulerSuite.ScheduleAsync(first, first with { DueAt = later.AddHours(1) });
        await SchedulerSuite.ScheduleAsync(first);
        await SchedulerSuite.ScheduleAsync(second);

        await Eventually.BecomesTrueAsync(async () => await SchedulerSuite.RowsAsync(_workspace) == 2, SchedulerSuite.Patience);
    }

    [Test]
    public async Task Cancelled_publications_are_forgotten()
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        var gone = SchedulerSuite.Entry(_workspace, later);
        var stays = SchedulerSuite.Entry(_workspace, later);
        await SchedulerSuite.ScheduleAndWaitAsync(gone, stays);

        await SchedulerSuite.Other.PublishAsync(new PublicationsCancelled { PublicationIds = [gone.PublicationId] });

        await Eventually.BecomesTrueAsync(async () => await SchedulerSuite.RowsAsync(_workspace) == 1, SchedulerSuite.Patience);
        Assert.That(
            await SchedulerSuite.Database.ScalarAsync<Guid>($"select publication_id from scheduled_publications where workspace_id = '{_workspace}'"),
            Is.EqualTo(stays.PublicationId));
    }

    [Test]
    public async Task Event_says_what_the_entry_said()
    {
        var entry = SchedulerSuite.Entry(_workspace, TimeProvider.System.GetUtcNow(), attempt: 3);

        await SchedulerSuite.ScheduleAsync(entry);

        await Eventually.BecomesTrueAsync(() => Heard().Count == 1, SchedulerSuite.Patience);
        var due = Heard()[0].Publication;
        Assert.That((due.PublicationId, due.PostId, due.Attempt), Is.EqualTo((entry.PublicationId, entry.PostId, 3)));
        Assert.That(due.DueAt, Is.EqualTo(entry.DueAt).Within(TimeSpan.FromMicroseconds(1)));
    }

    private IReadOnlyList<(DuePublication Publication, DateTimeOffset At)> Heard() => SchedulerSuite.Posts.Of(_workspace);
}
