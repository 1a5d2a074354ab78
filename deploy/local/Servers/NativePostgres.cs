using System.Globalization;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>A private PostgreSQL of this machine's binaries: own data, own loopback port, no socket, passwords required.</summary>
internal sealed class NativePostgres : IServerHost
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(8);

    private readonly ServerOptions _options;
    private readonly string _folder;
    private readonly int _port;
    private ManagedProcess? _process;

    public NativePostgres(ServerOptions options, int port)
    {
        _options = options;
        _port = port;
        _folder = Path.Combine(options.PostgresFolder ?? options.DataFolder, "postgres");
        Binaries = FindBinaries(_folder)!;
    }

    public string Description => $"private server of {Binaries}";

    public IReadOnlyDictionary<string, int> Pids => new Dictionary<string, int> { ["postgres"] = _process?.Pid ?? 0 };

    private string Binaries { get; }

    /// <summary>The newest version installed, or the one that made the data.</summary>
    public static string? FindBinaries(string? dataFolder = null)
    {
        var folders = (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .ToList();

        var versionFile = Path.Combine(dataFolder ?? string.Empty, "PG_VERSION");
        if (dataFolder is not null && File.Exists(versionFile))
        {
            var version = File.ReadAllText(versionFile).Trim();
            folders = [.. folders.OrderByDescending(folder => Path.GetFileName(folder) == version)];
        }

        return folders
            .Select(folder => Path.Combine(folder, "bin"))
            .Append(Path.GetDirectoryName(ShellCommand.Find("initdb")))
            .FirstOrDefault(folder => folder is not null && ShellCommand.IsThere(Path.Combine(folder, "initdb")) && ShellCommand.IsThere(Path.Combine(folder, "postgres")));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var user = await RunAsUser.ForAsync(_folder, cancellationToken);
        await user.OwnAsync(_folder, cancellationToken);

        if (!File.Exists(Path.Combine(_folder, "PG_VERSION")))
        {
            await InitialiseAsync(user, cancellationToken);
        }

        if (_process is null)
        {
            var settings = Settings().SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
            var (file, arguments) = user.Wrap(Path.Combine(Binaries, "postgres"), ["-D", _folder, .. settings]);
            var log = new LogFile(_options.LogFolder, "postgres", _options.Clock);

            // The signal for a fast shutdown: sessions are ended, what was committed is written.
            var spec = new ProcessSpec("postgres", file, arguments) { WorkingFolder = _folder, StopSignal = Signals.Interrupt };
            _process = new ManagedProcess(spec, log, _options.Clock) { Supervised = _options.Supervised, Changed = _options.Changed };
        }

        _process.Start();
    }

    public Task StopAsync() => _process?.StopAsync(StopGrace) ?? Task.CompletedTask;

    // An immediate shutdown takes all sessions down without writing anything: recovery from the log follows, as after a crash.
    // Killing the first process alone would leave sessions for a moment that keep the next start from working.
    public Task KillAsync() => _process?.StopAsync(TimeSpan.FromSeconds(5), Signals.Quit) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
            await _process.DisposeAsync();
        }
    }

    private async Task InitialiseAsync(RunAsUser user, CancellationToken cancellationToken)
    {
        _options.Progress($"Creating the PostgreSQL data folder {_folder} …");

        var passwordFile = Path.Combine(_folder + ".password");
        await PrivateFile.WriteAsync(passwordFile, _options.PostgresPassword, cancellationToken);
        await user.OwnAsync(passwordFile, cancellationToken);
        try
        {
            var (file, arguments) = user.Wrap(
                Path.Combine(Binaries, "initdb"),
                "--pgdata", _folder,
                "--username", PostgresServer.Administrator,
                "--pwfile", passwordFile,
                "--auth", "scram-sha-256",
                "--encoding", "UTF8",
                "--locale", "C.UTF-8",
                _options.Throwaway ? "--no-sync" : "--data-checksums");
            await ShellCommand.RequireAsync(file, arguments, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["port"] = _port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = string.Empty,
            ["max_connections"] = "300",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "15min",

            // A private server without replicas: its log needs what a crash needs and no more.
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["synchronous_commit"] = "on",
            ["jit"] = "off",
            ["max_parallel_workers_per_gather"] = "0",
            ["log_line_prefix"] = "%d ",
        };

        if (_options.Throwaway)
        {
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        foreach (var (name, value) in _options.PostgresSettings)
        {
            settings[name] = value;
        }

        return settings;
    }
}
