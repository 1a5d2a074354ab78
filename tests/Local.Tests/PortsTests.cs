namespace ContentMultiplier.Local.Tests;

public sealed class PortsTests
{
    [Test]
    public void No_port_is_given_twice_before_its_server_listens()
    {
        // Taken at random from fourteen thousand, two of so many would all but surely be the same.
        var ports = Enumerable.Range(0, 500).Select(_ => Ports.Free()).ToList();

        Assert.That(ports, Is.Unique);
    }
}
