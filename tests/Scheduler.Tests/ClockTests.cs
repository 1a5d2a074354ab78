using ContentMultiplier.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Scheduler.Tests;

/// <summary>The database's clock decides what is due, not that of a process.</summary>
public sealed class ClockTests
{
    [TestCase(10)]
    [TestCase(-10)]
    public async Task Row_40_a_replica_whose_clock_is_minutes_off_lets_nothing_leave_early_or_twice(int minutes)
    {
        var workspace = Guid.CreateVersion7();
        await using var off = SchedulerSuite.One.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
            services.AddSingleton<TimeProvider>(new ShiftedClock(TimeSpan.FromMinutes(minutes)))));
        off.StartServer();
        var due = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var entries = Enumerable.Range(0, 50).Select(i => SchedulerSuite.Entry(workspace, due.AddMilliseconds(i * 20))).ToArray();

        await SchedulerSuite.ScheduleAsync(entries);

        await Eventually.BecomesTrueAsync(() => SchedulerSuite.Posts.Of(workspace).Count >= entries.Length, TimeSpan.FromSeconds(60));
        foreach (var (publication, at) in SchedulerSuite.Posts.Of(workspace))
        {
            Assert.That(at, Is.GreaterThanOrEqualTo(publication.DueAt));
        }

        await Eventually.BecomesTrueAsync(
            async () => await SchedulerSuite.Database.ScalarAsync<long>("select count(*) from outbox_messages") == 0, SchedulerSuite.Patience);
        Assert.That(
            SchedulerSuite.Posts.Of(workspace).Select(heard => heard.Publication.PublicationId),
            Is.EquivalentTo(entries.Select(entry => entry.PublicationId)));
    }
}
