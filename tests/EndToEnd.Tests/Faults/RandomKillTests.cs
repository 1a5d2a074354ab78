using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Ten thousand publications while any process of the suite may die at any moment, two at a time.</summary>
[Category("Long")]
public sealed class RandomKillTests
{
    private const int KillsOfEach = 25;
    private static readonly RoundSize Large = new(Posts: 5_000, Over: TimeSpan.FromMinutes(5), Deadline: TimeSpan.FromMinutes(15), Accounts: 25);
    private static readonly string[][] Killed =
    [
        ["gateway", "posts", "results", "media"],
        ["auth", "scheduler", "publisher-twitter", "publisher-discord", "webhooks"],
    ];

    [Test]
    public async Task Row_18_killing_all_of_them_at_random_loses_and_doubles_nothing()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var round = await Round.RunAsync(
            suite,
            "killing at random",
            random => Task.WhenAll(Killed.Select(some => KillAsync(suite, some, new Random(random.Next())))),
            size: Large);

        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }

    private static async Task KillAsync(SuiteUnderTest suite, string[] some, Random random)
    {
        for (var kill = 0; kill < KillsOfEach; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 6000)), TimeProvider.System);
            var process = some[random.Next(some.Length)];
            await suite.Processes.Suite.KillAsync(process);
            await suite.ReviveAsync(process);
        }
    }
}
