using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>Auth learns of what the gateway, or a service behind it, did not allow.</summary>
public sealed class DenialTests
{
    private const string Reports = "/internal/audit/denials";

    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task What_the_role_does_not_allow_is_reported_by_its_route_once_with_its_number()
    {
        _gateway.Known = _ => GatewayUnderTest.UserWith(Policies.Read) with { Role = "viewer" };
        for (var time = 0; time < 3; time++)
        {
            using var refused = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/posts/{Guid.NewGuid()}"));
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        var denied = (await ReportedAsync()).Single();

        var user = GatewayUnderTest.UserWith();
        Assert.Multiple(() =>
        {
            Assert.That((denied.Action, denied.SubjectType, denied.Reason, denied.Count), Is.EqualTo(("policy.deny", "route", "insufficient_role", 3L)));
            Assert.That(denied.SubjectId, Does.Match(@"^DELETE /api/posts/\{\w+(:guid)?\}$"));
            Assert.That((denied.WorkspaceId, denied.By!.UserId, denied.By.Network), Is.EqualTo((user.WorkspaceId, user.UserId, "127.0.0.0/24")));
        });
    }

    [Test]
    public async Task A_key_from_where_it_may_not_be_used_is_reported()
    {
        var key = Guid.NewGuid();
        _gateway.Known = _ => GatewayUnderTest.UserWith(Policies.Read) with { ApiKeyId = key, AllowedAddresses = ["203.0.113.0/24"] };
        using var refused = await _gateway.GetAsync("/api/posts");

        var denied = (await ReportedAsync()).Single();

        Assert.That((denied.Action, denied.Reason, denied.By!.ApiKeyId), Is.EqualTo(("address.deny", "address_not_allowed", (Guid?)key)));
    }

    [Test]
    public async Task What_a_service_did_not_allow_is_reported_too()
    {
        _gateway.Posts.Answer = context => Problems.Problem(StatusCodes.Status403Forbidden, "own_post", "No.").ExecuteAsync(context);
        using var refused = await _gateway.GetAsync("/api/posts");

        Assert.That((await ReportedAsync()).Single().SubjectId, Is.EqualTo("GET /api/posts"));
    }

    [Test]
    public async Task Nothing_is_reported_of_what_was_allowed_or_of_nobody()
    {
        using var allowed = await _gateway.GetAsync("/api/posts");
        using var nobody = await _gateway.GetAsync("/api/posts", credential: null);
        _gateway.Known = _ => GatewayUnderTest.UserWith();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        using var refused = await _gateway.GetAsync("/api/posts");

        Assert.That(await ReportedAsync(), Has.Count.EqualTo(1));
    }

    private async Task<IReadOnlyList<DeniedTries>> ReportedAsync()
    {
        // What was refused is counted behind its answer.
        await _gateway.UntilIdleAsync();
        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        var report = await Eventually.GetAsync(
            () => Task.FromResult(_gateway.Auth.Requests.FirstOrDefault(request => request.Target == Reports)), TimeSpan.FromSeconds(60));
        return JsonSerializer.Deserialize<ReportDenialsRequest>(report.Body, StrictJson.Options)!.Denials;
    }
}
