using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>A worker, its platform and its ledger, fresh for every test.</summary>
public abstract class Fixture
{
    protected PlatformStandIn Platform { get; private set; } = null!;

    protected LedgerStandIn Ledger { get; private set; } = null!;

    protected CredentialStandIn Credentials { get; private set; } = null!;

    protected CapturedLog Log { get; private set; } = null!;

    internal Worker Worker { get; private set; } = null!;

    [SetUp]
    public void StartAll()
    {
        Platform = new PlatformStandIn();
        Ledger = new LedgerStandIn();
        Credentials = new CredentialStandIn();
        Log = new CapturedLog();
        Worker = CreateWorker();
    }

    [TearDown]
    public async Task StopAll()
    {
        await Worker.DisposeAsync();
        await Platform.DisposeAsync();
        Credentials.Dispose();
        Log.Dispose();
    }

    internal Worker CreateWorker(string allowed) => CreateWorker<TestPublisher>(allowed);

    internal Worker CreateWorker(params (string Name, string Value)[] settings) => CreateWorker<TestPublisher>("127.0.0.1/32", settings);

    internal Worker CreateWorker<TPublisher>(string allowed = "127.0.0.1/32", params (string Name, string Value)[] settings)
        where TPublisher : class, IPublisher
    {
        var all = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        all["Platforms:testing:BaseUrls:api"] = Platform.Address.ToString();
        return new Worker(new TestPlatform<TPublisher>(), Ledger, Credentials, all, log: Log, allowed: allowed);
    }
}
