using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>A new version is rolled out while people publish: every process ends what it has begun.</summary>
[Category("Long")]
public sealed class RollingRestartTests
{
    private static readonly string[] Processes =
        ["gateway", "auth", "posts", "scheduler", "results", "publisher-twitter", "publisher-discord"];

    [Test]
    public async Task Row_43_restarting_everything_in_turn_loses_doubles_and_forgets_nothing()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var round = await Round.RunAsync(suite, "restarting everything", async _ =>
        {
            foreach (var process in Processes)
            {
                await suite.Processes.Suite.TerminateAsync(process);
                await suite.ReviveAsync(process);
            }
        });

        var verdict = await round.JudgeAsync();
        Assert.That(verdict.Mistakes, Is.Empty);
        Assert.That(verdict.Unknown, Is.Zero, verdict.ToString());
    }
}
