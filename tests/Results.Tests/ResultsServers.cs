using ContentMultiplier.Testing;

namespace ContentMultiplier.Results.Tests;

/// <summary>What processes of the service share: a migrated database, a key ring, a virtual host.</summary>
internal sealed record ResultsServers(TestDatabase Database, TestDatabase KeyRing, TestVirtualHost Broker) : IAsyncDisposable
{
    public static async Task<ResultsServers> StartAsync()
    {
        var servers = new ResultsServers(
            await TestDatabase.CreateAsync("results"), await TestDatabase.CreateKeyRingAsync(), await TestVirtualHost.CreateAsync());
        await ResultsFactory.MigrateAsync(servers.Database);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        await KeyRing.DisposeAsync();
    }
}
