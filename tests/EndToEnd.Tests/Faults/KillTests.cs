using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Any process may die at any moment: nothing is lost and nothing is posted twice.</summary>
public sealed class KillTests
{
    private const int Kills = 3;
    private const string Worker = "publisher-";
    private readonly List<Round> _rounds = [];

    [TestCase("gateway", TestName = "Row_17_killing_gateway_again_and_again_loses_and_doubles_nothing")]
    [TestCase("auth", TestName = "Row_16_killing_auth_again_and_again_loses_and_doubles_nothing")]
    [TestCase("posts", TestName = "Row_01_02_killing_posts_again_and_again_loses_and_doubles_nothing")]
    [TestCase("scheduler", TestName = "Row_04_killing_scheduler_again_and_again_loses_and_doubles_nothing")]
    [TestCase("results", TestName = "Row_14_killing_results_again_and_again_loses_and_doubles_nothing")]
    [TestCase("webhooks", TestName = "Row_15_killing_webhooks_again_and_again_loses_and_doubles_nothing")]
    [TestCase("publisher-twitter", TestName = "Row_08_killing_publisher-twitter_again_and_again_loses_and_doubles_nothing")]
    [TestCase("publisher-discord", TestName = "Row_08_killing_publisher-discord_again_and_again_loses_and_doubles_nothing")]
    public async Task A_process_killed_again_and_again_loses_and_doubles_nothing(string process)
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var platform = process.StartsWith(Worker, StringComparison.Ordinal) ? process[Worker.Length..] : null;
        _rounds.Add(await Round.RunAsync(suite, "killing " + process, random => KillAsync(suite, process, random), platform));

        // The earlier ones, too: nothing may have come after all was settled.
        foreach (var round in _rounds)
        {
            Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty, round.Name);
        }
    }

    private static async Task KillAsync(SuiteUnderTest suite, string process, Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 2500)), TimeProvider.System);
            await suite.Processes.Suite.KillAsync(process);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 400)), TimeProvider.System);
            await suite.ReviveAsync(process);
        }
    }
}
