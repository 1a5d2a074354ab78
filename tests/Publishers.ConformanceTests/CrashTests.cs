using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>A worker dies at every point where something outside of it has just changed, and its message is delivered again.</summary>
public sealed class CrashTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    [Test]
    public async Task Row_05_06_07_08_09_whenever_a_worker_dies_no_call_is_made_twice()
    {
        foreach (var name in Play().Sample.Cases.Select(sample => sample.Name))
        {
            var points = await CountPointsAsync(name);
            Assert.That(points, Is.GreaterThanOrEqualTo(4), name);
            for (var point = 0; point < points; point++)
            {
                await DieAtAsync(name, point);
            }
        }
    }

    private async Task<int> CountPointsAsync(string name)
    {
        var scenario = Play(name);
        var death = new Death(int.MaxValue);
        death.Watch(scenario);
        await death.CreateWorker(scenario).DeliverAsync(scenario.Message);
        return death.Passed;
    }

    private async Task DieAtAsync(string name, int point)
    {
        var scenario = Play(name);
        var death = new Death(point);
        death.Watch(scenario);
        var victim = death.CreateWorker(scenario);
        scenario.Forget(victim);
        var delivery = victim.DeliverAsync(scenario.Message);
        await Task.WhenAny(delivery, death.Occurred).WaitAsync(TimeSpan.FromMinutes(2));
        death.Unwatch(scenario);

        var lost = await RedeliverAsync(scenario);

        var where = $"{name}, point {point}";
        Assert.That(scenario.Unexpected, Is.Empty, where);
        Assert.That(scenario.StepNames.Select(scenario.CreatesOf), Is.All.LessThanOrEqualTo(1), where);
        if (lost is null)
        {
            Assert.That(scenario.StepNames.Select(scenario.CreatesOf), Is.All.EqualTo(1), where);
        }
        else
        {
            Assert.That(scenario.CreatesOf(lost), Is.EqualTo(1), where);
        }
    }

    // What results does: the lease of the dead ends; an open step is read back before anything is sent again.
    private static async Task<string?> RedeliverAsync(Scenario scenario)
    {
        var worker = scenario.CreateWorker();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            scenario.Ledger.ExpireLeases();
            await worker.DeliverAsync(scenario.Message with { Attempt = attempt });
            foreach (var step in scenario.Ledger.OpenSteps(scenario.Message.PublicationId))
            {
                if (scenario.CreatesOf(step) > 0)
                {
                    return step;
                }

                scenario.Ledger.SettleAsAbsent(scenario.Message.PublicationId, step);
            }
        }

        return null;
    }

    /// <summary>Lets a worker pass a number of points and never return from the next one.</summary>
    private sealed class Death(int point)
    {
        private readonly TaskCompletionSource _occurred = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _passed;

        public int Passed => _passed;

        public Task Occurred => _occurred.Task;

        public void Watch(Scenario scenario)
        {
            scenario.Ledger.Checkpoint = _ => PassAsync();
            scenario.Arrived = PassAsync;
        }

        public void Unwatch(Scenario scenario)
        {
            scenario.Ledger.Checkpoint = _ => Task.CompletedTask;
            scenario.Arrived = () => Task.CompletedTask;
        }

        public Worker CreateWorker(Scenario scenario)
        {
            var worker = scenario.CreateWorker();
            worker.Confirm = _ => PassAsync();
            return worker;
        }

        private Task PassAsync()
        {
            if (Interlocked.Increment(ref _passed) <= point)
            {
                return Task.CompletedTask;
            }

            _occurred.TrySetResult();
            return Task.Delay(Timeout.Infinite);
        }
    }
}
