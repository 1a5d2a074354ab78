using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Testing;

/// <summary>A fresh virtual host of the broker; gone when disposed.</summary>
public sealed class TestVirtualHost : IAsyncDisposable
{
    private readonly RabbitServer _server;

    private TestVirtualHost(RabbitServer server, string name)
    {
        _server = server;
        Name = name;
    }

    public string Name { get; }

    public string Url => _server.UrlOf(Name, _server.User, _server.Password);

    public static async Task<TestVirtualHost> CreateAsync()
    {
        var server = await Servers.RabbitAsync();
        var name = "test-" + Guid.NewGuid().ToString("N")[..12];
        await server.Management.CreateVirtualHostAsync(name, CancellationToken.None);
        return new(server, name);
    }

    public Task<IReadOnlyDictionary<string, long>> QueueDepthsAsync() => _server.Management.QueueDepthsAsync(Name, CancellationToken.None);

    public Task<int> ConsumersOfAsync(string queue) => _server.Management.ConsumersOfAsync(Name, queue, CancellationToken.None);

    /// <summary>Cuts every client off, as soon as the broker lists one.</summary>
    public Task CutConnectionsAsync() => Eventually.BecomesTrueAsync(
        async () => await _server.Management.CloseConnectionsAsync(Name, CancellationToken.None) > 0, TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync() => await _server.Management.DeleteVirtualHostAsync(Name, CancellationToken.None);
}
