using System.Net;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>In which workspace a caller acts, and what their role there lets through.</summary>
public sealed class WorkspaceTests
{
    private const string Mine = "01900000-0000-7000-8000-000000000002";
    private const string Other = "01900000-0000-7000-8000-00000000000f";

    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task Address_that_names_a_workspace_is_asked_for_in_that_one_whatever_the_header_says()
    {
        Guid? asked = null;
        _gateway.Known = question => Member("viewer", Policies.Read) with { WorkspaceId = (asked = question.WorkspaceId)!.Value };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/workspaces/{Other}/members");
        request.Headers.Add("X-Workspace", Mine);

        using var response = await _gateway.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(asked, Is.EqualTo(Guid.Parse(Other)));
    }

    [Test]
    public async Task Address_without_one_is_asked_for_in_the_workspace_of_the_header()
    {
        Guid? asked = null;
        _gateway.Known = question => Member("viewer", Policies.Read) with { WorkspaceId = (asked = question.WorkspaceId) ?? Guid.Empty };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/posts/whoami");
        request.Headers.Add("X-Workspace", Other);

        using var response = await _gateway.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(asked, Is.EqualTo(Guid.Parse(Other)));
    }

    [TestCase("POST", "/api/publishing/publish", "viewer", "publish")]
    [TestCase("POST", "/api/posts", "approver", "posts:write")]
    [TestCase("POST", "/api/posts/01900000-0000-7000-8000-000000000003/approvals", "editor", "approve")]
    [TestCase("POST", "/api/publishing/credentials", "editor", "credentials:write")]
    [TestCase("GET", "/api/auth/api-keys", "editor", "keys:write")]
    [TestCase("POST", $"/api/workspaces/{Mine}/invitations", "editor", "members:write")]
    [TestCase("PATCH", $"/api/workspaces/{Mine}/members/01900000-0000-7000-8000-000000000003", "editor", "members:write")]
    [TestCase("PATCH", $"/api/workspaces/{Mine}", "admin", "workspace:write")]
    public async Task Role_without_the_right_is_told_so_and_nothing_is_forwarded(string method, string path, string role, string right)
    {
        _gateway.Known = _ => Member(role, [.. Policies.Rights.Except([right])]);

        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), path));

        var problem = await response.ReadProblemAsync(HttpStatusCode.Forbidden, "insufficient_role");
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(right).And.Contain(role));
        Assert.That(Forwarded, Is.Zero);
    }

    [TestCase("POST", "/api/workspaces")]
    [TestCase("POST", "/api/invitations/accept")]
    [TestCase("POST", "/api/auth/api-keys")]
    [TestCase("DELETE", $"/api/workspaces/{Mine}/members/01900000-0000-7000-8000-000000000003")]
    [TestCase("POST", "/api/posts/01900000-0000-7000-8000-000000000003/approvals")]
    public async Task Key_does_not_do_what_takes_a_person(string method, string path)
    {
        _gateway.Known = _ => Member("owner", Policies.Scopes) with { ApiKeyId = Guid.NewGuid() };

        using var response = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), path));

        await response.ReadProblemAsync(HttpStatusCode.Forbidden, "session_required");
        Assert.That(Forwarded, Is.Zero);
    }

    [Test]
    public async Task Who_belongs_nowhere_is_told_how_to_begin()
    {
        _gateway.Known = _ => Member("") with { WorkspaceId = Guid.Empty };

        using var read = await _gateway.GetAsync("/api/posts");
        using var make = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/workspaces"));

        await read.ReadProblemAsync(HttpStatusCode.Forbidden, "no_workspace");
        Assert.That(make.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Role_that_was_taken_away_ends_within_five_seconds()
    {
        _gateway.Known = _ => Member("editor", Policies.Read, Policies.Publish);
        using var before = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"));
        _gateway.Known = _ => Member("viewer", Policies.Read);

        _gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        using var after = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"));

        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await after.ReadProblemAsync(HttpStatusCode.Forbidden, "insufficient_role");
    }

    private int Forwarded => _gateway.Posts.Requests.Count + _gateway.Auth.Requests.Count(request => request.Target != "/internal/tokens/exchange");

    private static TokenExchangeResponse Member(string role, params string[] rights) => GatewayUnderTest.UserWith(rights) with { Role = role };
}
