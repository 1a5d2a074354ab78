using System.Diagnostics;
using System.Globalization;
using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Meters;
using ContentMultiplier.Local;
using ContentMultiplier.Local.Processes;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Local.Suites;

namespace ContentMultiplier.Benchmarks;

/// <summary>
/// The whole suite on servers of its own that keep what they promise (a commit is on disk), with the sandbox in the place of the
/// platforms, and everything that measures it. Ends with this process, even when that is killed.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    private const string VirtualHost = "bench";

    private readonly string _folder;
    private readonly BenchOptions _options;
    private readonly SemaphoreSlim _recording = new(1);
    private ServerPair? _servers;
    private Suite? _suite;

    private Bench(string folder, BenchOptions options)
    {
        _folder = folder;
        _options = options;
    }

    public TimeProvider Clock { get; } = TimeProvider.System;

    public OpenLoop Load { get; private set; } = null!;

    public Judge Judge { get; private set; } = null!;

    public Settlement Settlement { get; private set; } = null!;

    public ProcessMeter Processes { get; private set; } = null!;

    /// <summary>Null unless it was asked for: it costs a little.</summary>
    public StatementMeter? Statements { get; private set; }

    public BrokerMeter Broker { get; private set; } = null!;

    /// <summary>As nobody of the suite connects.</summary>
    public string SchedulerDatabase => _servers!.Postgres.AdministratorOf("scheduler");

    public string ResultsDatabase => _servers!.Postgres.AdministratorOf("results");

    public string BrokerAddress => _servers!.Rabbit.UrlOf(VirtualHost, _servers.Rabbit.User, _servers.Rabbit.Password);

    public Uri Gateway => _suite!.Gateway;

    public static async Task<Bench> StartAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var bench = new Bench(Path.Combine(Repository.DataFolder, "bench-" + pid), options);
        Directory.CreateDirectory(bench._folder);
        await ProcessRecord.Of([]).WriteAsync(bench._folder);
        bench.StartReaper(pid);
        try
        {
            await bench.StartAsync(cancellationToken);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public static void Say(string line) => Console.Error.WriteLine(line);

    public async ValueTask DisposeAsync()
    {
        Load?.Dispose();
        Broker?.Dispose();
        if (Settlement is not null)
        {
            await Settlement.DisposeAsync();
        }

        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }

        await _recording.WaitAsync();
        ProcessRecord.Remove(_folder);
        if (!_options.KeepLogs)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var secrets = Secrets.Generate();
        var servers = new ServerOptions
        {
            DataFolder = _folder,
            PostgresPassword = secrets.PostgresPassword,
            RabbitPassword = secrets.RabbitPassword,
            UseEnvironment = false,
            PostgresSettings = _options.Statements ? StatementMeter.ServerSettings : new Dictionary<string, string>(),
            Progress = Say,
        };
        _servers = await ServerPair.StartAsync(servers, _ => RecordAsync(), cancellationToken);
        _suite = await Suite.CreateAsync(
            new()
            {
                DataFolder = _folder,
                Secrets = secrets,
                Postgres = _servers.Postgres,
                Rabbit = _servers.Rabbit,
                VirtualHost = VirtualHost,
                Supervised = false,
                Progress = Say,

                // The limits are per caller and there is only one here.
                Environment = new Dictionary<string, string> { ["RateLimits__Enabled"] = "false" },
            },
            cancellationToken);
        _suite.Changed = () => _ = RecordAsync();
        await _suite.PrepareAsync(cancellationToken);
        await _suite.StartAsync(cancellationToken);

        if (_options.IsWhole)
        {
            var tenants = await Tenants.CreateAsync(_suite.Gateway, _suite.Sandbox!, secrets.DemoPassword, cancellationToken);
            Load = new OpenLoop(_suite.Gateway, tenants, Clock);
            Judge = new Judge(Path.Combine(_folder, "sandbox", "posts.jsonl"), tenants);
        }

        Settlement = await Settlement.OpenAsync(_servers.Postgres.AdministratorOf("posts"), Clock, cancellationToken);
        Statements = _options.Statements ? new StatementMeter(_servers.Postgres.AdministratorOf("postgres")) : null;
        Broker = new BrokerMeter(_servers.Rabbit, VirtualHost, Clock);
        Processes = new ProcessMeter(Pids().ToDictionary(), Clock);
    }

    private IEnumerable<KeyValuePair<string, int>> Pids() =>
        (_suite?.Members ?? []).Select(member => KeyValuePair.Create(member.Name, _suite!.Pid(member.Name)))
            .Concat(_servers?.Pids ?? [])
            .Where(process => process.Value > 0);

    private void StartReaper(string pid)
    {
        string[] arguments = [Repository.Assembly("deploy/local", "local"), "reap", "--while", pid, "--data", _folder];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true });
    }

    private async Task RecordAsync()
    {
        await _recording.WaitAsync();
        try
        {
            await ProcessRecord.Of(Pids()).WriteAsync(_folder);
        }
        finally
        {
            _recording.Release();
        }
    }
}
