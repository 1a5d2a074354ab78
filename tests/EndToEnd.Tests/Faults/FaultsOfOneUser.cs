using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Faults that meet single posts of one user, who is new, in the suite that all tests share.</summary>
public abstract class FaultsOfOneUser : OneUser
{
    private Oracle _oracle = null!;

    [SetUp]
    public void Watch() => _oracle = Oracle.Watch(Suite);

    [TearDown]
    public async Task AssertTheRestHoldsAsync() => Assert.That(await _oracle.MistakesAsync(Client.Key), Is.Empty);
}
