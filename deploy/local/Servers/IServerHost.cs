namespace ContentMultiplier.Local.Servers;

/// <summary>How a server runs: as our own process, in a container, or somewhere else.</summary>
internal interface IServerHost : IAsyncDisposable
{
    string Description { get; }

    /// <summary>Processes that must not outlive us, by name.</summary>
    IReadOnlyDictionary<string, int> Pids { get; }

    /// <summary>Starts it on the ports and data it had before, if any.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync();

    /// <summary>Ends it as a crash would.</summary>
    Task KillAsync();

    /// <summary>Runs one of the tools that came with the server, against this very one.</summary>
    Task RunToolAsync(string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The tools of the server {Description} are not at hand.");
}
