namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>What every platform must keep, for one of them.</summary>
[TestFixtureSource(typeof(PlatformUnderTest), nameof(PlatformUnderTest.All))]
public abstract class ConformanceFixture(PlatformUnderTest platform)
{
    private readonly List<Scenario> _scenarios = [];

    protected PlatformUnderTest Platform { get; } = platform;

    [TearDown]
    public async Task DisposeScenarios()
    {
        foreach (var scenario in _scenarios)
        {
            await scenario.DisposeAsync();
        }

        _scenarios.Clear();
    }

    internal Scenario Play(string? name = null)
    {
        var scenario = new Scenario(Platform, name);
        _scenarios.Add(scenario);
        return scenario;
    }
}

public sealed class PlatformsAreFoundTests
{
    [Test]
    public void Every_folder_is_a_platform_that_is_tested()
        => Assert.That(PlatformUnderTest.All.Select(platform => platform.Slug).Distinct(), Is.EqualTo(PlatformUnderTest.Folders()));
}
