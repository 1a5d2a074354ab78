using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests;

/// <summary>Around all tests of this project.</summary>
[SetUpFixture]
public sealed class SuiteEnd
{
    [OneTimeTearDown]
    public Task EndSharedSuiteAsync() => SuiteUnderTest.EndSharedAsync();
}
