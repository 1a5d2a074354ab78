using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>The whole suite as processes, with the times after which somebody is taken for dead cut short.</summary>
public sealed class SuiteUnderTest : IAsyncDisposable
{
    private static readonly Lazy<Task<SuiteUnderTest>> Shared = new(() => StartAsync(ownServers: false));

    private static readonly Dictionary<string, string> ShortTimes = new()
    {
        ["Results__Lease"] = "00:00:08",
        ["Results__RequestLimit"] = "00:00:05",
        ["Results__ReconcileDelays__0"] = "00:00:01",
        ["Results__ReconcileDelays__1"] = "00:00:02",
        ["Results__ReconcileDelays__2"] = "00:00:03",
        ["Results__QueuePatience"] = "00:00:05",
        ["Results__RetryDelays__0"] = "00:00:04",
        ["Results__MetricAges__0"] = "00:00:05",
        ["Webhooks__WarnAfter"] = "00:00:01",
        ["Late__Grace"] = "00:00:02",
        ["Reminders__After"] = "00:00:05",
        ["Publisher__RequestLimit"] = "00:00:05",
        ["RateLimits__Enabled"] = "false",
        ["SignIn__PerAddress"] = "100000",
        ["Denials__Interval"] = "00:00:01",
    };

    private SuiteUnderTest(SuiteFixture processes, TelemetryReceiver telemetry)
    {
        Telemetry = telemetry;
        Processes = processes;
        Sandbox = new SandboxControl(processes.Suite.Sandbox!, processes.SandboxFile);
    }

    public SuiteFixture Processes { get; }

    public SandboxControl Sandbox { get; }

    /// <summary>What the processes report about themselves.</summary>
    public TelemetryReceiver Telemetry { get; }

    public Uri Gateway => Processes.Suite.Gateway;

    /// <summary>The one that all tests share; whoever takes something down puts it up again.</summary>
    public static Task<SuiteUnderTest> SharedAsync() => Shared.Value;

    /// <summary>
    /// One with a broker and a database of its own, for tests that kill those. A process that ends because its bus is
    /// stuck is started again, as it is wherever the suite runs.
    /// </summary>
    /// <param name="brokerNodes">How many nodes the broker has.</param>
    /// <param name="settings">Added to what every process gets.</param>
    public static Task<SuiteUnderTest> WithOwnServersAsync(int brokerNodes = 1, IReadOnlyDictionary<string, string>? settings = null) =>
        StartAsync(ownServers: true, settings, brokerNodes);

    /// <summary>As <see cref="WithOwnServersAsync"/>, with a database that keeps its data on that disk.</summary>
    public static Task<SuiteUnderTest> OnDiskAsync(SmallDisk disk) => StartAsync(ownServers: true, disk: disk);

    /// <summary>One with a worker that only tests have.</summary>
    public static Task<SuiteUnderTest> WithWorkerAsync(string slug, string folder) =>
        StartAsync(ownServers: false, addedWorkers: new Dictionary<string, string> { [slug] = folder });

    /// <summary>One with settings of its own, added to what every process gets.</summary>
    public static Task<SuiteUnderTest> StartAsync(IReadOnlyDictionary<string, string> settings) => StartAsync(ownServers: false, settings);

    /// <summary>A new user of this suite.</summary>
    public Task<SuiteClient> RegisterAsync() => SuiteClient.RegisterAsync(Gateway, Sandbox);

    /// <summary>Starts what was killed and waits until it works.</summary>
    public async Task ReviveAsync(string process)
    {
        Processes.Suite.Start(process);
        await Processes.Suite.WaitReadyAsync(process, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        await Processes.DisposeAsync();
        await Telemetry.DisposeAsync();
    }

    internal static async Task EndSharedAsync()
    {
        if (Shared.IsValueCreated)
        {
            await (await Shared.Value).DisposeAsync();
        }
    }

    private static async Task<SuiteUnderTest> StartAsync(
        bool ownServers, IReadOnlyDictionary<string, string>? settings = null, int brokerNodes = 1, SmallDisk? disk = null,
        IReadOnlyDictionary<string, string>? addedWorkers = null)
    {
        var telemetry = await TelemetryReceiver.StartAsync();
        var environment = ShortTimes.Concat(telemetry.Settings).ToDictionary();
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return new(
            await SuiteFixture.StartAsync(
                new()
                {
                    OwnServers = ownServers,
                    BrokerNodes = brokerNodes,
                    Disk = disk,
                    AddedWorkers = addedWorkers ?? new Dictionary<string, string>(),
                    Supervised = ownServers,
                    Environment = environment,
                }),
            telemetry);
    }
}
