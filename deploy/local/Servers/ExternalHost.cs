namespace ContentMultiplier.Local.Servers;

internal sealed class ExternalHost(string variable) : IServerHost
{
    public string Description => $"named by {variable}";

    public IReadOnlyDictionary<string, int> Pids { get; } = new Dictionary<string, int>();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync() => Task.CompletedTask;

    public Task KillAsync() => throw new NotSupportedException($"The server {Description} is not ours to kill.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
