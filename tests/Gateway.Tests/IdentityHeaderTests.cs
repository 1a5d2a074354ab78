using System.Net;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Tests;

public sealed class IdentityHeaderTests
{
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task What_a_client_says_about_itself_never_reaches_a_service()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login");
        request.Headers.Add("X-Cm-Ticket", "forged");
        request.Headers.Add("x-cm-user", "admin");
        request.Headers.Add("X-CM-Service", "posts");
        request.Headers.Add("Forwarded", "for=10.0.0.1");
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Prefix", "/internal");
        request.Headers.Add("X-Original-Host", "elsewhere");
        request.Headers.Add("X-Real-IP", "10.0.0.1");
        request.Headers.Add("X-Request-Id", "mine");
        request.Headers.Add("Cookie", "state=kept");

        using var response = await _gateway.SendAsync(request, credential: null);

        var received = _gateway.Auth.Requests.Single().Headers;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(received.Keys.Where(name => name.StartsWith("X-Cm-", StringComparison.OrdinalIgnoreCase)), Is.Empty);
            Assert.That(received.Keys, Does.Not.Contain("Forwarded").And.Not.Contain("X-Forwarded-Prefix").And.Not.Contain("X-Original-Host").And.Not.Contain("X-Real-IP"));
            Assert.That(received["X-Forwarded-For"], Is.EqualTo("127.0.0.1"));
            Assert.That(received["X-Forwarded-Proto"], Is.EqualTo("http"));
            Assert.That(received["X-Forwarded-Host"], Is.EqualTo(_gateway.Http.BaseAddress!.Authority));
            Assert.That(received["X-Request-Id"], Is.Not.EqualTo("mine").And.EqualTo(response.Headers.GetValues("X-Request-Id").Single()));
            Assert.That(received["Cookie"], Is.EqualTo("state=kept"));
        });
    }

    [Test]
    public async Task Credential_itself_stays_at_the_gateway()
    {
        using var response = await _gateway.GetAsync("/api/posts/whoami");

        var received = _gateway.Posts.Requests.Single().Headers;
        Assert.Multiple(() =>
        {
            Assert.That(received.Keys, Does.Not.Contain("Authorization"));
            Assert.That(received.Values, Has.None.Contains(GatewayUnderTest.Key));
            Assert.That(received.Keys, Does.Contain(InternalTickets.Header));
        });
    }

    [Test]
    public async Task Ticket_cannot_be_declared_a_matter_of_the_connection()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami");
        request.Headers.Connection.Add(InternalTickets.Header);

        using var response = await _gateway.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Ticket_of_a_service_opens_nothing_from_outside()
    {
        using var mine = await _gateway.GetAsync("/api/posts/whoami");
        var ticket = _gateway.Posts.Requests.Single().Headers[InternalTickets.Header];

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { InternalTickets.Header, ticket } } };
        using var response = await _gateway.SendAsync(request, credential: null);

        await response.ReadProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Test]
    public async Task Proxy_that_is_trusted_may_name_the_client()
    {
        await using var behindProxy = await GatewayUnderTest.StartAsync("--TrustedProxies:0=127.0.0.0/8");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login");
        request.Headers.Add("X-Forwarded-For", "198.51.100.9, 203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "multiplier.example");

        using var response = await behindProxy.SendAsync(request, credential: null);

        var received = behindProxy.Auth.Requests.Single().Headers;
        Assert.Multiple(() =>
        {
            Assert.That(received["X-Forwarded-For"], Is.EqualTo("203.0.113.7"));
            Assert.That(received["X-Forwarded-Proto"], Is.EqualTo("https"));
            Assert.That(received["X-Forwarded-Host"], Is.EqualTo("multiplier.example"));
        });
    }
}
