using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>A worker that stands still for longer than its lease and then goes on must not do what was given to somebody else.</summary>
public sealed class FrozenWorkerTests
{
    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(11);

    [Test]
    public async Task Workers_that_stood_still_for_longer_than_their_lease_double_nothing()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var processes = suite.Processes.Suite;
        string[] workers = ["publisher-twitter", "publisher-discord"];
        var round = await Round.RunAsync(suite, "freezing the workers", async random =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 4000)), TimeProvider.System);
            try
            {
                foreach (var worker in workers)
                {
                    processes.Stop(worker);
                }

                await Task.Delay(LongerThanTheLease, TimeProvider.System);
            }
            finally
            {
                foreach (var worker in workers)
                {
                    processes.Resume(worker);
                }
            }
        });

        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }
}
