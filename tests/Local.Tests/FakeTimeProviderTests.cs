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
        await delay.WaitAsync(TimeSpan.FromSeconds(5));
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
    public void The_clock_does_not_go_back()
    {
        var clock = new FakeTimeProvider();

        Assert.That(() => clock.Advance(TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
