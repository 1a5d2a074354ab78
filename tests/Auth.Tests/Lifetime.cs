using ContentMultiplier.Auth.Tests.Support;

namespace ContentMultiplier.Auth.Tests;

[SetUpFixture]
public sealed class Lifetime
{
    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await MailApp.StopAsync();
        await SharedApp.StopAsync();
    }
}
