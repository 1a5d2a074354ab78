using System.Net;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Gateway.Tests;

public sealed class ForwardingTests
{
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("/")]
    [TestCase("/docs")]
    public async Task Person_with_a_browser_finds_the_documentation(string path)
    {
        using var response = await _gateway.GetAsync(path, credential: null);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.Redirect, HttpStatusCode.MovedPermanently));
            Assert.That(response.Headers.Location!.ToString(), Does.Contain("docs"));
        });
    }

    [Test]
    public async Task Documentation_page_loads_nothing_from_elsewhere()
    {
        using var page = await _gateway.GetAsync("/docs/index.html", credential: null);
        using var settings = await _gateway.GetAsync("/docs/index.js", credential: null);

        var html = await page.Content.ReadAsStringAsync();
        var script = await settings.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(html, Does.Not.Contain("//cdn").And.Not.Contain("https://"));
            Assert.That(script, Does.Contain("/openapi.json"));
            Assert.That(page.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self'"));
        });
    }

    [TestCase("/nowhere")]
    [TestCase("/internal/tokens/exchange")]
    [TestCase("/INTERNAL/ledger/claims")]
    [TestCase("/api/../internal/ledger/claims")]
    [TestCase("/api/posts/%2e%2e/%2e%2e/internal/ledger/claims")]
    [TestCase("//internal/ledger/claims")]
    public async Task Address_without_a_route_is_not_found_whoever_asks(string path)
    {
        var address = new Uri(_gateway.Http.BaseAddress! + path.TrimStart('/').Insert(0, path.StartsWith("//", StringComparison.Ordinal) ? "/" : ""), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, address), credential: null);

        await response.ReadProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.That(_gateway.Auth.Requests.Concat(_gateway.Posts.Requests).Concat(_gateway.Results.Requests), Is.Empty);
    }

    [Test]
    public async Task Method_that_no_route_declares_is_answered_with_those_that_are()
    {
        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/publishing/publish"), credential: null);

        await response.ReadProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.That(response.Content.Headers.Allow, Is.EqualTo(["POST"]));
    }

    [Test]
    public async Task Service_that_is_not_there_answers_503()
    {
        using var response = await _gateway.GetAsync("/api/publishing/schedule");

        await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
    }

    [Test]
    public async Task Service_that_breaks_off_answers_502_and_does_not_promise_that_nothing_happened()
    {
        _gateway.Posts.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/posts") { Content = new StringContent("{}") };

        using var response = await _gateway.SendAsync(request);

        var problem = await response.ReadProblemAsync(HttpStatusCode.BadGateway, "bad_gateway");
        Assert.Multiple(() =>
        {
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("may have been done"));
            Assert.That(response.Headers.Contains("X-Request-Id"), Is.True);
        });
    }

    [Test]
    public async Task Answer_of_a_service_is_passed_on_as_it_is()
    {
        _gateway.Posts.Answer = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.Location = "/api/publishing/status/1";
            context.Response.Headers.ETag = "\"7\"";
            await context.Response.WriteAsJsonAsync(new { text = "héllo" });
        };

        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/posts/01?dry_run=true&q=a%20b") { Content = new StringContent("{\"a\":1}") };
        using var response = await _gateway.SendAsync(request);

        var received = _gateway.Posts.Requests.Single();
        Assert.Multiple(async () =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(response.Headers.Location!.ToString(), Is.EqualTo("/api/publishing/status/1"));
            Assert.That(response.Headers.ETag!.Tag, Is.EqualTo("\"7\""));
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("text"));
            Assert.That(received.Method, Is.EqualTo("PATCH"));
            Assert.That(received.Target, Is.EqualTo("/api/posts/01?dry_run=true&q=a%20b"));
            Assert.That(received.Body, Is.EqualTo("{\"a\":1}"));
        });
    }
}
