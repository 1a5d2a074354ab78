using ContentMultiplier.Auth.Tests.Support;

namespace ContentMultiplier.Auth.Tests;

[SetUpFixture]
public sealed class Lifetime
{
    [OneTimeTearDown]
    public Task StopAsync() => SharedApp.StopAsync();
}
