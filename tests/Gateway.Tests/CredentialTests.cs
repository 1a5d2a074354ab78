using System.Net;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Gateway.Tests;

public sealed class CredentialTests
{
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task Key_becomes_a_ticket_with_the_rights_auth_named()
    {
        using var response = await _gateway.GetAsync("/api/posts/whoami");

        var user = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(user.GetProperty("user_id").GetGuid(), Is.EqualTo(GatewayUnderTest.UserWith().UserId));
            Assert.That(user.GetProperty("workspace_id").GetGuid(), Is.EqualTo(GatewayUnderTest.UserWith().WorkspaceId));
        });
    }

    [Test]
    public async Task Ticket_for_one_service_is_worth_nothing_at_another()
    {
        using var response = await _gateway.GetAsync("/api/posts/whoami");
        var ticket = _gateway.Posts.Requests.Single().Headers[InternalTickets.Header];

        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, new Uri(_gateway.Results.Address + "api/posts/whoami"));
        elsewhere.Headers.Add(InternalTickets.Header, ticket);
        using var refused = await _gateway.Http.SendAsync(elsewhere);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Key_is_asked_about_once_however_many_requests_bring_it()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _gateway.GetAsync("/api/posts/whoami")));
        using var later = await _gateway.GetAsync("/api/posts/whoami");

        Assert.Multiple(() =>
        {
            Assert.That(responses.Select(response => response.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(_gateway.Exchanges, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Row_67_revoked_key_stops_working_within_five_seconds()
    {
        using var before = await _gateway.GetAsync("/api/posts/whoami");
        _gateway.Known = _ => null;

        _gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        using var after = await _gateway.GetAsync("/api/posts/whoami");

        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await after.ReadProblemAsync(HttpStatusCode.Unauthorized, "invalid_credential");
        Assert.That(after.Headers.WwwAuthenticate.ToString(), Does.StartWith("Bearer").And.Contain("invalid_token"));
    }

    [Test]
    public async Task Key_in_use_is_asked_about_again_without_waiting_for_the_answer()
    {
        using var before = await _gateway.GetAsync("/api/posts/whoami");
        _gateway.Known = _ => null;
        _gateway.Clock.Advance(TimeSpan.FromSeconds(3));

        using var remembered = await _gateway.GetAsync("/api/posts/whoami");

        Assert.That(remembered.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Eventually.BecomesTrueAsync(
            async () => (await _gateway.GetAsync("/api/posts/whoami")).StatusCode == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(60));
        Assert.That(_gateway.Exchanges, Is.EqualTo(2));
    }

    [Test]
    public async Task Session_in_use_outlives_moments_without_auth_and_no_more()
    {
        using var before = await _gateway.GetAsync("/api/posts/whoami");
        _gateway.Auth.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        _gateway.Clock.Advance(TimeSpan.FromSeconds(3));
        using var first = await _gateway.GetAsync("/api/posts/whoami");
        await Eventually.BecomesTrueAsync(() => _gateway.Exchanges == 2, TimeSpan.FromSeconds(60));
        using var second = await _gateway.GetAsync("/api/posts/whoami");
        _gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        using var later = await _gateway.GetAsync("/api/posts/whoami");

        Assert.That(new[] { first.StatusCode, second.StatusCode }, Has.All.EqualTo(HttpStatusCode.OK));
        await later.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_unavailable");
    }

    [Test]
    public async Task Wrong_key_is_remembered_for_seconds_only()
    {
        _gateway.Known = _ => null;
        using var first = await _gateway.GetAsync("/api/posts/whoami");
        using var second = await _gateway.GetAsync("/api/posts/whoami");
        var asked = _gateway.Exchanges;

        _gateway.Known = _ => GatewayUnderTest.UserWith(Policies.Scopes);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        using var third = await _gateway.GetAsync("/api/posts/whoami");

        Assert.Multiple(() =>
        {
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(asked, Is.EqualTo(1));
            Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
    }

    [Test]
    public async Task Outage_of_auth_is_not_the_fault_of_the_key()
    {
        var answer = _gateway.Auth.Answer;
        _gateway.Auth.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        using var during = await _gateway.GetAsync("/api/posts/whoami");
        _gateway.Auth.Answer = answer;
        using var after = await _gateway.GetAsync("/api/posts/whoami");

        await during.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_unavailable");
        Assert.That(during.Headers.RetryAfter, Is.Not.Null);
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Workspace_is_part_of_the_question()
    {
        var workspace = Guid.CreateVersion7();
        _gateway.Known = question => GatewayUnderTest.UserWith(Policies.Scopes) with { WorkspaceId = question.WorkspaceId ?? Guid.Empty };

        using var plain = await _gateway.GetAsync("/api/posts/whoami");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { "X-Workspace", workspace.ToString() } } };
        using var inWorkspace = await _gateway.SendAsync(request);

        var user = JsonDocument.Parse(await inWorkspace.Content.ReadAsStringAsync()).RootElement;
        Assert.That(user.GetProperty("workspace_id").GetGuid(), Is.EqualTo(workspace));
    }

    [Test]
    public async Task Workspace_that_is_no_id_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { "X-Workspace", "mine" } } };

        using var response = await _gateway.SendAsync(request);

        await response.ReadProblemAsync(HttpStatusCode.BadRequest, "invalid_workspace");
    }

    [Test]
    public async Task Workspace_that_auth_does_not_find_for_the_caller_is_not_found()
    {
        _gateway.Auth.Answer = context => Problems.Problem(StatusCodes.Status404NotFound, "workspace_not_found", "None.").ExecuteAsync(context);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami") { Headers = { { "X-Workspace", Guid.NewGuid().ToString() } } };

        using var response = await _gateway.SendAsync(request);

        await response.ReadProblemAsync(HttpStatusCode.NotFound, "workspace_not_found");
    }

    [Test]
    public async Task Gateway_that_auth_does_not_know_says_nothing_about_the_key()
    {
        _gateway.Auth.Answer = context => Problems.Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in first.").ExecuteAsync(context);

        using var response = await _gateway.GetAsync("/api/posts/whoami");

        await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_unavailable");
    }

    [Test]
    public async Task Request_without_credential_is_told_how_to_bring_one()
    {
        using var response = await _gateway.GetAsync("/api/posts", credential: null);

        await response.ReadProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
            Assert.That(_gateway.Posts.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Key_without_the_scope_is_told_which_one_is_missing()
    {
        _gateway.Known = _ => GatewayUnderTest.UserWith(Policies.Read) with { ApiKeyId = Guid.NewGuid() };

        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"));

        await response.ReadProblemAsync(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.WwwAuthenticate.ToString(), Does.Contain("insufficient_scope").And.Contain("publish"));
            Assert.That(_gateway.Posts.Requests, Is.Empty);
        });
    }

    [TestCase("?api_key=abc")]
    [TestCase("?access_token=abc")]
    [TestCase("?limit=5&q=" + GatewayUnderTest.Key)]
    [TestCase("?q=cm%5Flive%5Fabc")]
    public async Task Row_67_credential_in_the_address_is_refused_even_beside_a_good_one(string query)
    {
        using var response = await _gateway.GetAsync("/api/posts/whoami" + query);

        await response.ReadProblemAsync(HttpStatusCode.Unauthorized, "credential_in_query");
        Assert.That(_gateway.Posts.Requests, Is.Empty);
    }

    [Test]
    public async Task Anonymous_route_takes_a_request_whose_token_has_expired()
    {
        _gateway.Known = _ => null;

        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/auth/refresh"));

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(_gateway.Auth.Requests.Last().Headers.Keys, Does.Not.Contain(InternalTickets.Header));
        });
    }
}
