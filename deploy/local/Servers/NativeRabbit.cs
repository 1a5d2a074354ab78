using System.Globalization;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>
/// A private RabbitMQ of this machine's binaries: own data, cookie, node name, port mapper and loopback ports, so that it neither
/// finds nor disturbs another one.
/// </summary>
/// <param name="first">The node whose cluster this one joins when it is told to; they share a cookie and a port mapper.</param>
internal sealed class NativeRabbit(ServerOptions options, RabbitPorts ports, NativeRabbit? first = null) : IServerHost
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private readonly string _folder = Path.Combine(options.DataFolder, "rabbitmq");
    private ManagedProcess? _names;
    private ManagedProcess? _broker;

    public string Description => $"private server of {FindBinaries()}";

    public IReadOnlyDictionary<string, int> Pids => new Dictionary<string, int>
    {
        ["rabbitmq"] = _broker?.Pid ?? 0,
        ["epmd"] = _names?.Pid ?? 0,
    };

    internal RabbitPorts Ports => ports;

    private string NodeName => $"content-multiplier-{MissingServers.Mark(options.DataFolder)}@localhost";

    private string CookieFile => Path.Combine(_folder, ".erlang.cookie");

    private string PidFile => Path.Combine(_folder, "rabbitmq.pid");

    /// <summary>The server's own scripts: the ones in the PATH of a Debian machine insist on its system user and folders.</summary>
    public static string? FindBinaries() =>
        new[] { "/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", Path.GetDirectoryName(ShellCommand.Find("rabbitmq-server")) }
            .FirstOrDefault(folder => folder is not null && ShellCommand.IsThere(Path.Combine(folder, "rabbitmq-server")));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_management].\n", cancellationToken);
        await PrivateFile.WriteAsync(Path.Combine(_folder, "rabbitmq.conf"), Configuration(), cancellationToken);
        File.Delete(PidFile);
        if (first is not null && !File.Exists(CookieFile))
        {
            await PrivateFile.WriteAsync(CookieFile, await File.ReadAllTextAsync(first.CookieFile, cancellationToken), cancellationToken);
        }

        _names ??= first is null ? NameService() : null;
        _names?.Start();
        _broker ??= new ManagedProcess(
            new ProcessSpec("rabbitmq", Path.Combine(FindBinaries()!, "rabbitmq-server"), []) { WorkingFolder = _folder, Environment = Variables() },
            new LogFile(options.LogFolder, "rabbitmq", options.Clock),
            options.Clock) { Supervised = options.Supervised, Changed = options.Changed };
        _broker.Start();
    }

    public async Task StopAsync()
    {
        if (_broker is not null)
        {
            await _broker.StopAsync(StopGrace);
        }

        if (_names is not null)
        {
            await _names.StopAsync(TimeSpan.FromSeconds(2));
        }
    }

    public async Task KillAsync()
    {
        if (_broker is null)
        {
            return;
        }

        // Where the start script stays in between, the broker has a process id of its own, which it wrote down.
        if (File.Exists(PidFile) && int.TryParse(await File.ReadAllTextAsync(PidFile), CultureInfo.InvariantCulture, out var pid) && pid != _broker.Pid)
        {
            Signals.Send(pid, Signals.Kill);
        }

        await _broker.KillAsync();
    }

    /// <summary>Gives up what this node knows and takes over what the first one's cluster does.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        string[][] commands = [["stop_app"], ["reset"], ["join_cluster", first!.NodeName], ["start_app"]];
        foreach (var command in commands)
        {
            await RunToolAsync("rabbitmqctl", command, cancellationToken);
        }
    }

    public async Task RunToolAsync(string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await ShellCommand.RequireAsync(Path.Combine(FindBinaries()!, tool), arguments, cancellationToken, Variables());

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var process in new[] { _broker, _names })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }
    }

    private ManagedProcess? NameService()
    {
        var program = ShellCommand.Find("epmd")
            ?? (Directory.Exists("/usr/lib/erlang") ? Directory.EnumerateFiles("/usr/lib/erlang", "epmd", SearchOption.AllDirectories).FirstOrDefault() : null);
        if (program is null)
        {
            return null;
        }

        var spec = new ProcessSpec("epmd", program, ["-port", Text(ports.Names), "-address", "127.0.0.1"]) { WorkingFolder = _folder };
        return new ManagedProcess(spec, new LogFile(options.LogFolder, "epmd", options.Clock), options.Clock) { Supervised = options.Supervised, Changed = options.Changed };
    }

    private string Configuration() => $"""
        listeners.tcp.local = 127.0.0.1:{Text(ports.Amqp)}
        management.tcp.ip = 127.0.0.1
        management.tcp.port = {Text(ports.Management)}
        default_user = {RabbitServer.Administrator}
        default_pass = {options.RabbitPassword}
        default_user_tags.administrator = true
        default_permissions.configure = .*
        default_permissions.read = .*
        default_permissions.write = .*
        disk_free_limit.absolute = 50MB
        vm_memory_high_watermark.absolute = {RabbitServer.MemoryLimit}
        collect_statistics_interval = 30000
        log.file = false
        log.console = true
        log.console.level = warning

        """;

    private Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = _folder,
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_DIST_PORT"] = Text(ports.Distribution),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_CONFIG_FILES"] = Path.Combine(_folder, "conf.d"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "advanced.config"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "rabbitmq-env.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_PID_FILE"] = PidFile,
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = Text(ports.Names),

        // Schedulers that wait by spinning take the processor from everybody else on a machine with few cores.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",

        // Lets the start script replace itself by the broker, so that signals reach the broker.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["LANG"] = "C.UTF-8",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
