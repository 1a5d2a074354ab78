using System.Net;
using System.Net.Sockets;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>Where addresses that users supply may not lead, however they are written.</summary>
public sealed class EgressGuardTests
{
    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("0.0.0.0")]
    [TestCase("10.0.0.1")]
    [TestCase("10.255.255.255")]
    [TestCase("100.64.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.0.0.1")]
    [TestCase("192.0.2.1")]
    [TestCase("192.88.99.1")]
    [TestCase("192.168.0.1")]
    [TestCase("198.18.0.1")]
    [TestCase("198.51.100.1")]
    [TestCase("203.0.113.1")]
    [TestCase("224.0.0.1")]
    [TestCase("240.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::127.0.0.1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:7f00:1")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase("64:ff9b::7f00:1")]
    [TestCase("64:ff9b:1::1")]
    [TestCase("2001::1")]
    [TestCase("2001:db8::1")]
    [TestCase("2002:7f00:1::")]
    [TestCase("fc00::1")]
    [TestCase("fd00:ec2::254")]
    [TestCase("fe80::1")]
    [TestCase("fec0::1")]
    [TestCase("ff02::1")]
    public void An_address_inside_is_not_allowed(string address) => Assert.That(Guard().IsAllowed(IPAddress.Parse(address)), Is.False);

    [TestCase("8.8.8.8")]
    [TestCase("172.15.255.255")]
    [TestCase("172.32.0.1")]
    [TestCase("100.128.0.1")]
    [TestCase("::ffff:8.8.8.8")]
    [TestCase("2606:4700:4700::1111")]
    public void An_address_outside_is_allowed(string address) => Assert.That(Guard().IsAllowed(IPAddress.Parse(address)), Is.True);

    [TestCase("192.168.7.0/24", "192.168.7.9", true)]
    [TestCase("192.168.7.0/24", "192.168.8.9", false)]
    [TestCase("192.168.7.9", "192.168.7.9", true)]
    [TestCase("192.168.7.9", "192.168.7.8", false)]
    [TestCase("192.168.7.9", "::ffff:192.168.7.9", true)]
    [TestCase("fd00::7", "fd00::7", true)]
    [TestCase("fd00::7", "fd00::8", false)]
    public void An_operator_may_allow_a_network(string network, string address, bool isAllowed) =>
        Assert.That(Guard(network).IsAllowed(IPAddress.Parse(address)), Is.EqualTo(isAllowed));

    /// <summary>All of them lead to this machine, where something listens.</summary>
    [TestCase("2130706433")]
    [TestCase("0x7f000001")]
    [TestCase("0177.0.0.1")]
    [TestCase("127.1")]
    [TestCase("0")]
    [TestCase("[::1]")]
    [TestCase("[::ffff:127.0.0.1]")]
    [TestCase("localhost")]
    [TestCase("localhost.")]
    [TestCase("LOCALHOST")]
    [TestCase("ⓛocalhost")]
    [TestCase("①②⑦.⓪.⓪.①")]
    [TestCase("127。0。0。1")]
    [TestCase("evil@127.0.0.1")]
    public async Task Nothing_connects_to_this_machine_however_it_is_spelled(string host)
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        using var http = Client();

        var refused = await Assert.CatchAsync(() => http.GetAsync($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        Assert.That(refused, Is.Not.Null);
        Assert.That(listener.Pending(), Is.False);
    }

    [Test]
    public async Task The_refusal_names_the_host_and_the_setting()
    {
        var refused = await Assert.ThrowsAsync<EgressDeniedException>(
            () => Guard().ConnectAsync(new DnsEndPoint("169.254.169.254", 80), CancellationToken.None));

        Assert.That(refused!.Message, Does.Contain("169.254.169.254").And.Contain("Egress:Allow"));
    }

    [Test]
    public async Task What_is_allowed_connects()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await using var stream = await Guard("127.0.0.1").ConnectAsync(
            new DnsEndPoint("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), CancellationToken.None);

        Assert.That(stream.CanWrite, Is.True);
    }

    private static EgressGuard Guard(params string[] allowed)
    {
        var options = new EgressOptions();
        foreach (var network in allowed)
        {
            options.Allow.Add(network);
        }

        return new EgressGuard(Options.Create(options));
    }

    private static HttpClient Client()
    {
        var services = new ServiceCollection().AddSingleton(Guard()).BuildServiceProvider();
        return new HttpClient(EgressGuard.Handler(services)) { Timeout = TimeSpan.FromSeconds(10) };
    }
}
