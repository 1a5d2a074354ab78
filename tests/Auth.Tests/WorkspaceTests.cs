using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests;

/// <summary>Several workspaces of one user, and what a session or key may do in each.</summary>
public sealed class WorkspaceTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task A_user_makes_another_workspace_and_owns_it()
    {
        var user = await _app.NewUserAsync();

        var made = await user.Http.PostAsync<WorkspaceResponse>("/api/workspaces", new CreateWorkspaceRequest(" Second ", new(ApprovalRequired: true)));

        var listed = await user.Http.ReadAsync<Page<WorkspaceResponse>>("/api/workspaces");
        var me = await user.Http.ReadAsync<MeResponse>("/api/auth/me");
        Assert.Multiple(() =>
        {
            Assert.That((made.Name, made.Role, made.Settings), Is.EqualTo(("Second", "owner", new WorkspaceSettings(true, false))));
            Assert.That(listed.Items.Select(workspace => workspace.Id), Is.EqualTo(new[] { user.WorkspaceId, made.Id }));
            Assert.That(me.Workspaces.Select(workspace => (workspace.WorkspaceId, workspace.Role)),
                Is.EqualTo(new[] { (user.WorkspaceId, "owner"), (made.Id, "owner") }));
        });
    }

    [Test]
    public async Task A_session_acts_in_the_workspace_it_names_and_else_in_its_own()
    {
        var user = await _app.NewUserAsync();
        var stranger = await _app.NewUserAsync();
        var second = await user.Http.PostAsync<WorkspaceResponse>("/api/workspaces", new CreateWorkspaceRequest("Second"));

        using var unnamed = await _app.ExchangeAsync(user.Tokens.AccessToken);
        using var named = await _app.ExchangeAsync(user.Tokens.AccessToken, second.Id);
        using var foreign = await _app.ExchangeAsync(stranger.Tokens.AccessToken, second.Id);

        Assert.That((await unnamed.ReadAsync<TokenExchangeResponse>()).WorkspaceId, Is.EqualTo(user.WorkspaceId));
        Assert.That((await named.ReadAsync<TokenExchangeResponse>()).WorkspaceId, Is.EqualTo(second.Id));
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("viewer", "read")]
    [TestCase("approver", "read", "approve")]
    [TestCase("editor", "read", "posts:write", "publish")]
    [TestCase("admin", "read", "posts:write", "publish", "approve", "credentials:write", "webhooks:write", "members:write", "keys:write")]
    public async Task A_role_has_its_rights_and_no_others(string role, params string[] rights)
    {
        var owner = await _app.NewUserAsync();
        var member = await _app.AddMemberAsync(owner, role);

        using var answer = await _app.ExchangeAsync(member.Tokens.AccessToken, owner.WorkspaceId);

        var exchanged = await answer.ReadAsync<TokenExchangeResponse>();
        Assert.That(exchanged.Role, Is.EqualTo(role));
        Assert.That(exchanged.Scopes, Is.EquivalentTo(rights));
    }

    [Test]
    public async Task An_owner_has_every_right()
    {
        var owner = await _app.NewUserAsync();

        using var answer = await _app.ExchangeAsync(owner.Tokens.AccessToken);

        Assert.That((await answer.ReadAsync<TokenExchangeResponse>()).Scopes, Is.EquivalentTo(Policies.Rights));
    }

    [Test]
    public async Task A_key_does_what_both_its_scopes_and_the_present_role_of_its_user_allow()
    {
        var owner = await _app.NewUserAsync();
        var admin = await _app.AddMemberAsync(owner, "admin");
        using var inside = await _app.EnterAsync(admin, owner.WorkspaceId);
        var key = await inside.PostAsync<CreatedApiKeyResponse>(
            "/api/auth/api-keys", new CreateApiKeyRequest("robot", ["read", "publish", "credentials:write"]));

        var asAdmin = await ScopesAsync(key.Key);
        using var demoted = await owner.Http.BecomeAsync(owner.WorkspaceId, admin.UserId, "editor");
        var asEditor = await ScopesAsync(key.Key);
        using var further = await owner.Http.BecomeAsync(owner.WorkspaceId, admin.UserId, "viewer");
        var asViewer = await ScopesAsync(key.Key);

        Assert.Multiple(() =>
        {
            Assert.That(asAdmin, Is.EquivalentTo(new[] { "read", "publish", "credentials:write" }));
            Assert.That(asEditor, Is.EquivalentTo(new[] { "read", "publish" }));
            Assert.That(asViewer, Is.EquivalentTo(new[] { "read" }));
        });
    }

    [Test]
    public async Task A_key_sees_its_own_workspace_only_and_makes_none()
    {
        var user = await _app.NewUserAsync();
        await user.Http.PostAsync<WorkspaceResponse>("/api/workspaces", new CreateWorkspaceRequest("Second"));
        using var key = _app.As(new UserTicket(user.UserId, user.WorkspaceId, "owner", Policies.Scopes, Guid.NewGuid()));

        var seen = await key.ReadAsync<Page<WorkspaceResponse>>("/api/workspaces");
        using var made = await key.PostAsync("/api/workspaces", new CreateWorkspaceRequest("By a key"));

        Assert.That(seen.Items.Single().Id, Is.EqualTo(user.WorkspaceId));
        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Name_and_settings_are_changed_one_by_one_and_told_to_the_others()
    {
        await using var others = await SettingsListener.StartAsync(_app.Broker.Url);
        var owner = await _app.NewUserAsync();
        var path = $"/api/workspaces/{owner.WorkspaceId}";

        using var renamed = await PatchAsync(owner.Http, path, new(Name: "Newsroom"));
        using var decided = await PatchAsync(owner.Http, path, new(Settings: new(ApprovalRequired: true)));
        using var allowed = await PatchAsync(owner.Http, path, new(Settings: new(AllowSelfApproval: true)));

        var workspace = await owner.Http.ReadAsync<WorkspaceResponse>(path);
        Assert.That((workspace.Name, workspace.Settings), Is.EqualTo(("Newsroom", new WorkspaceSettings(true, true))));
        var told = await others.OfAsync(owner.WorkspaceId, 2);
        Assert.That(told.Select(settings => (settings.ApprovalRequired, settings.AllowSelfApproval)),
            Is.EqualTo(new[] { (true, false), (true, true) }));
    }

    [Test]
    public async Task A_change_of_what_was_not_read_last_is_refused()
    {
        var owner = await _app.NewUserAsync();
        var path = $"/api/workspaces/{owner.WorkspaceId}";
        using var read = await owner.Http.GetAsync(path);
        using var meanwhile = await PatchAsync(owner.Http, path, new(Name: "Newsroom"));

        using var stale = await PatchAsync(owner.Http, path, new(Name: "Desk"), read.Headers.ETag!.ToString());
        using var fresh = await PatchAsync(owner.Http, path, new(Name: "Desk"), meanwhile.Headers.ETag!.ToString());

        Assert.That(stale.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        Assert.That(fresh.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Only_an_owner_changes_a_workspace_and_nobody_another_one()
    {
        var owner = await _app.NewUserAsync();
        var admin = await _app.AddMemberAsync(owner, "admin");
        var stranger = await _app.NewUserAsync();
        using var inside = await _app.EnterAsync(admin, owner.WorkspaceId);

        using var byAdmin = await PatchAsync(inside, $"/api/workspaces/{owner.WorkspaceId}", new(Name: "Mine now"));
        using var byStranger = await PatchAsync(stranger.Http, $"/api/workspaces/{owner.WorkspaceId}", new(Name: "Mine now"));
        using var members = await stranger.Http.GetAsync($"/api/workspaces/{owner.WorkspaceId}/members");

        Assert.Multiple(() =>
        {
            Assert.That(byAdmin.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(byStranger.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(members.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [TestCase("")]
    [TestCase("a\u0007b")]
    public async Task A_name_that_nobody_could_read_is_refused(string name)
    {
        var user = await _app.NewUserAsync();

        using var made = await user.Http.PostAsync("/api/workspaces", new CreateWorkspaceRequest(name));
        using var renamed = await PatchAsync(user.Http, $"/api/workspaces/{user.WorkspaceId}", new(Name: name));

        Assert.That(await made.FieldsAsync(), Is.EqualTo(new[] { "name" }));
        Assert.That(await renamed.FieldsAsync(), Is.EqualTo(new[] { "name" }));
    }

    private async Task<IReadOnlyList<string>> ScopesAsync(string key)
    {
        using var answer = await _app.ExchangeAsync(key);
        return (await answer.ReadAsync<TokenExchangeResponse>()).Scopes;
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient http, string path, UpdateWorkspaceRequest change, string? etag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(change, options: StrictJson.Options) };
        if (etag is not null)
        {
            request.Headers.Add("If-Match", etag);
        }

        return http.SendAsync(request);
    }
}
