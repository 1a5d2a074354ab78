using ContentMultiplier.Local;
using ContentMultiplier.Local.Processes;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Local.Suites;

namespace ContentMultiplier.Testing;

public sealed record SuiteFixtureOptions
{
    /// <summary>For tests that kill or stop the broker or the database.</summary>
    public bool OwnServers { get; init; }

    /// <summary>How many nodes the broker of its own has.</summary>
    public int BrokerNodes { get; init; } = 1;

    /// <summary>Where the database of its own keeps its data; small, so that its log is kept short.</summary>
    public SmallDisk? Disk { get; init; }

    /// <summary>Workers beside those of the repository's platforms: slug and folder of the project.</summary>
    public IReadOnlyDictionary<string, string> AddedWorkers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether processes that die are started again by themselves; off, so that a test decides.</summary>
    public bool Supervised { get; init; }

    /// <summary>Settings added to every process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// The whole suite as real processes on fresh databases, a fresh virtual host and a sandbox in the place of the platforms.
/// Everything ends with the test process, even when that is killed.
/// </summary>
public sealed class SuiteFixture : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServerPair? _ownServers;
    private readonly IReadOnlyList<RabbitServer> _addedNodes;
    private readonly ProcessRecorder _recorder;

    private SuiteFixture(
        string folder, ProcessRecorder recorder, ServerPair servers, bool own, IReadOnlyList<RabbitServer> addedNodes, Suite suite)
    {
        _addedNodes = addedNodes;
        _recorder = recorder;
        _folder = folder;
        _ownServers = own ? servers : null;
        Postgres = servers.Postgres;
        Rabbit = servers.Rabbit;
        Suite = suite;
    }

    public Suite Suite { get; }

    public PostgresServer Postgres { get; }

    public RabbitServer Rabbit { get; }

    /// <summary>All nodes of the broker.</summary>
    public IReadOnlyList<RabbitServer> RabbitNodes => [Rabbit, .. _addedNodes];

    public required string VirtualHost { get; init; }

    private string DatabaseSuffix { get; init; } = "";

    /// <summary>The name of a service's database.</summary>
    public string DatabaseOf(string service) => service + DatabaseSuffix;

    /// <summary>Every create that the sandbox accepted, one JSON line each.</summary>
    public string SandboxFile => Path.Combine(_folder, "sandbox", "posts.jsonl");

    public static async Task<SuiteFixture> StartAsync(SuiteFixtureOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var mark = Guid.NewGuid().ToString("N")[..12];
        var folder = Path.Combine(Repository.DataFolder, "test", "suite-" + mark);
        Directory.CreateDirectory(folder);
        var recorder = new ProcessRecorder(folder);
        await recorder.SaveAsync();
        Reaper.Start(folder);

        var own = OwnServers(folder, recorder, options.Disk);
        var servers = options.OwnServers
            ? await ServerPair.StartAsync(own, recorder.AddAsync, cancellationToken)
            : await Servers.PairAsync();
        var addedNodes = new List<RabbitServer>();
        for (var number = 1; number < options.BrokerNodes; number++)
        {
            var name = $"node-{number}";
            var node = await servers.Rabbit.AddNodeAsync(
                own with { DataFolder = Path.Combine(folder, name) },
                pids => recorder.AddAsync(() => pids().Select(pid => KeyValuePair.Create($"{name}-{pid.Key}", pid.Value))),
                cancellationToken);
            addedNodes.Add(node);
        }

        var suite = await Suite.CreateAsync(
            new()
            {
                DataFolder = folder,
                Secrets = Servers.SecretsFor(servers.Postgres),
                Postgres = servers.Postgres,
                Rabbit = servers.Rabbit,
                VirtualHost = "suite-" + mark,
                DatabaseSuffix = "_" + mark,
                AddedWorkers = options.AddedWorkers,
                Supervised = options.Supervised,
                Environment = options.Environment.Concat(NodesOf([servers.Rabbit, .. addedNodes])).ToDictionary(),
            },
            cancellationToken);

        var fixture = new SuiteFixture(folder, recorder, servers, options.OwnServers, addedNodes, suite) { VirtualHost = "suite-" + mark, DatabaseSuffix = "_" + mark };
        try
        {
            await recorder.AddAsync(() => suite.Members.Select(member => KeyValuePair.Create(member.Name, suite.Pid(member.Name))));
            suite.Changed = recorder.SaveSoon;
            await suite.PrepareAsync(cancellationToken);
            await suite.StartAsync(cancellationToken);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Suite.DisposeAsync();
        if (_ownServers is null)
        {
            await Suite.RemoveDataAsync(CancellationToken.None);
        }
        else
        {
            foreach (var node in _addedNodes)
            {
                await node.DisposeAsync();
            }

            await _ownServers.DisposeAsync();
        }

        await _recorder.FinishAsync();
        if (Environment.GetEnvironmentVariable("KEEP_TEST_LOGS") is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static ServerOptions OwnServers(string folder, ProcessRecorder recorder, SmallDisk? disk)
    {
        var secrets = Secrets.Generate();
        return new()
        {
            DataFolder = folder,
            PostgresFolder = disk?.Folder,
            PostgresSettings = disk is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["min_wal_size"] = "32MB", ["max_wal_size"] = "64MB" },
            PostgresPassword = secrets.PostgresPassword,
            RabbitPassword = secrets.RabbitPassword,
            UseEnvironment = false,
            Throwaway = true,
            Changed = recorder.SaveSoon,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> NodesOf(IReadOnlyList<RabbitServer> nodes) => nodes.Count == 1
        ? []
        : nodes.Select((node, number) => KeyValuePair.Create($"RabbitMq__Nodes__{number}", node.Node));
}
