namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>Tests of one user, who is new, in the suite that all tests share.</summary>
public abstract class OneUser
{
    protected SuiteUnderTest Suite { get; private set; } = null!;

    protected SuiteClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task RegisterAsync()
    {
        Suite = await SuiteUnderTest.SharedAsync();
        Client = await Suite.RegisterAsync();
    }

    [OneTimeTearDown]
    public void Disconnect() => Client.Dispose();
}
