using ContentMultiplier.Testing;

namespace ContentMultiplier.Local.Tests;

public sealed class FakeTimeProviderTests
{
    [Test]
    public async Task A_delay_ends_when_the_clock_reaches_its_end()
    {
        var clock = new FakeTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock);

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.That(delay.IsCompleted, Is.False);

        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Test]
    public void A_periodic_timer_fires_once_for_each_period_passed_over()
    {
        var clock = new FakeTimeProvider();
        var instants = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(_ => instants.Add(clock.GetUtcNow()), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        var start = clock.GetUtcNow();

        clock.Advance(TimeSpan.FromSeconds(35));

        Assert.That(instants, Is.EqualTo(new[] { start.AddSeconds(10), start.AddSeconds(20), start.AddSeconds(30) }));
    }

    [Test]
    public async Task A_timer_that_is_due_at_once_fires_while_the_clock_is_being_moved()
    {
        var clock = new FakeTimeProvider();
        var fired = 0;
        var moving = Task.Run(() =>
        {
            for (var step = 0; step < 20_000; step++)
            {
                clock.Advance(TimeSpan.FromTicks(1));
            }
        });

        for (var armed = 0; armed < 20_000; armed++)
        {
            await using var timer = clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        await moving;
        Assert.That(fired, Is.EqualTo(20_000));
    }

    [Test]
    public void The_clock_does_not_go_back()
    {
        var clock = new FakeTimeProvider();

        Assert.That(() => clock.Advance(TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
