using System.Text.Json;

namespace ContentMultiplier.Local.Processes;

/// <summary>
/// pids.json: the supervisor and what it started, so that nothing is left running even when the supervisor was killed.
/// </summary>
public sealed record ProcessRecord(ProcessIdentity Supervisor, IReadOnlyDictionary<string, ProcessIdentity> Children)
{
    private static readonly TimeSpan ChildGrace = TimeSpan.FromSeconds(5);

    public static ProcessRecord Of(IEnumerable<KeyValuePair<string, int>> children) => new(
        ProcessIdentity.Of(Environment.ProcessId) ?? new ProcessIdentity(Environment.ProcessId, string.Empty),
        children
            .Select(child => (child.Key, Identity: ProcessIdentity.Of(child.Value)))
            .Where(child => child.Identity is not null)
            .ToDictionary(child => child.Key, child => child.Identity!));

    public static async Task<ProcessRecord?> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var path = PathIn(dataFolder);
        return File.Exists(path) ? JsonSerializer.Deserialize<ProcessRecord>(await File.ReadAllTextAsync(path, cancellationToken)) : null;
    }

    public static void Remove(string dataFolder) => File.Delete(PathIn(dataFolder));

    public Task WriteAsync(string dataFolder) =>
        PrivateFile.WriteAsync(PathIn(dataFolder), JsonSerializer.Serialize(this), CancellationToken.None);

    /// <summary>Ends children whose supervisor is gone: the suite first, the servers last.</summary>
    public async Task EndChildrenAsync(TimeProvider clock)
    {
        foreach (var group in Children.GroupBy(child => StopOrder(child.Key)).OrderBy(group => group.Key))
        {
            var processes = group.Select(child => child.Value).ToArray();
            foreach (var process in processes)
            {
                // A frozen process would sleep through the request to end.
                process.Signal(Signals.Continue);
                process.Signal(group.Key == StopOrder("postgres") ? Signals.Interrupt : Signals.Terminate);
            }

            await EndedAsync(processes, ChildGrace, clock);
            foreach (var process in processes)
            {
                process.Signal(Signals.Kill);
            }
        }
    }

    internal static async Task<bool> EndedAsync(IReadOnlyCollection<ProcessIdentity> processes, TimeSpan deadline, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (processes.Any(process => process.IsAlive))
        {
            if (clock.GetElapsedTime(started) > deadline)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
        }

        return true;
    }

    private static int StopOrder(string name) => name switch
    {
        "rabbitmq" => 1,
        "epmd" => 2,
        "postgres" => 3,
        _ => 0,
    };

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "pids.json");
}
