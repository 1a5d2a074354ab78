using System.Net;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>Keys that may be used from some addresses only.</summary>
public sealed class AllowedAddressTests
{
    [TestCase("127.0.0.0/8")]
    [TestCase("127.0.0.1/32")]
    [TestCase("203.0.113.0/24", "127.0.0.1/32")]
    public async Task Key_works_where_it_may(params string[] networks)
    {
        await using var gateway = await StartAsync(networks);

        using var response = await gateway.GetAsync("/api/posts/whoami");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("203.0.113.0/24")]
    [TestCase("::1/128", "2001:db8::/32")]
    public async Task Key_from_elsewhere_is_refused_and_told_why(params string[] networks)
    {
        await using var gateway = await StartAsync(networks);

        using var response = await gateway.GetAsync("/api/posts/whoami");

        await response.ReadProblemAsync(HttpStatusCode.Forbidden, "address_not_allowed");
        Assert.That(gateway.Posts.Requests, Is.Empty);
    }

    [TestCase("X-Forwarded-For", "203.0.113.7")]
    [TestCase("X-Real-IP", "203.0.113.7")]
    [TestCase("Forwarded", "for=203.0.113.7")]
    public async Task Client_cannot_say_itself_where_it_is(string header, string value)
    {
        await using var gateway = await StartAsync(["203.0.113.0/24"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { header, value } } };

        using var response = await gateway.SendAsync(request);

        await response.ReadProblemAsync(HttpStatusCode.Forbidden, "address_not_allowed");
    }

    [TestCase("203.0.113.7", HttpStatusCode.OK)]
    [TestCase("203.0.113.7, 198.51.100.1", HttpStatusCode.Forbidden)]
    [TestCase("198.51.100.1, 203.0.113.7", HttpStatusCode.OK)]
    public async Task Trusted_proxy_says_where_the_client_is(string forwarded, HttpStatusCode status)
    {
        await using var gateway = await StartAsync(["203.0.113.0/24"], "--TrustedProxies:0=127.0.0.0/8");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { "X-Forwarded-For", forwarded } } };

        using var response = await gateway.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    private static async Task<GatewayUnderTest> StartAsync(string[] networks, params string[] settings)
    {
        var gateway = await GatewayUnderTest.StartAsync(settings);
        gateway.Known = _ => GatewayUnderTest.UserWith("read") with { AllowedAddresses = networks };
        return gateway;
    }
}
