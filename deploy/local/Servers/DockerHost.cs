using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>A server in a container with a named volume, where no native binaries are to be had.</summary>
internal sealed class DockerHost(string name, string image, IReadOnlyList<string> options, IReadOnlyDictionary<string, string> environment)
    : IServerHost
{
    private const string Engine = "docker";

    public string Description => $"container {name}";

    public IReadOnlyDictionary<string, int> Pids { get; } = new Dictionary<string, int>();

    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        (await ShellCommand.RunAsync(Engine, ["info", "--format", "{{.ServerVersion}}"], cancellationToken)).Succeeded;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RemoveAsync(name, cancellationToken);

        // Values travel through the environment: arguments can be read by every user of the machine.
        var variables = environment.Keys.SelectMany(variable => new[] { "--env", variable });
        await ShellCommand.RequireAsync(Engine, ["run", "--detach", "--name", name, .. variables, .. options, image], cancellationToken, environment);
    }

    public async Task StopAsync() => await ShellCommand.RunAsync(Engine, ["stop", "--time", "20", name], CancellationToken.None);

    public async Task KillAsync() => await ShellCommand.RequireAsync(Engine, ["kill", name], CancellationToken.None);

    public async Task RunToolAsync(string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await ShellCommand.RequireAsync(Engine, ["exec", name, tool, .. arguments], cancellationToken);

    public async ValueTask DisposeAsync() => await RemoveAsync(name, CancellationToken.None);

    public static async Task RemoveAsync(string container, CancellationToken cancellationToken) =>
        await ShellCommand.RunAsync(Engine, ["rm", "--force", container], cancellationToken);

    public static async Task RemoveVolumeAsync(string volume, CancellationToken cancellationToken) =>
        await ShellCommand.RunAsync(Engine, ["volume", "rm", "--force", volume], cancellationToken);
}
