using ContentMultiplier.Testing;

namespace ContentMultiplier.Results.Tests;

/// <summary>One process of the service for all tests of a fixture, with servers of its own.</summary>
public abstract class RunningResults
{
    private protected ResultsServers Servers { get; private set; } = null!;

    private protected ResultsFactory Results { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Servers = await ResultsServers.StartAsync();
        Results = new ResultsFactory(Servers);
        await Results.Services.WaitForBusAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Results.DisposeAsync();
        await Servers.DisposeAsync();
    }
}
