using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Tests;

/// <summary>Who belongs to a workspace: roles change, people leave, an owner stays.</summary>
public sealed class MemberTests
{
    private AuthApp _app = null!;
    private TestUser _owner = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public async Task RegisterAsync() => _owner = await _app.NewUserAsync();

    private Guid Workspace => _owner.WorkspaceId;

    [Test]
    public async Task Everybody_in_it_sees_who_is_in_it()
    {
        var viewer = await _app.AddMemberAsync(_owner, "viewer");
        using var inside = await _app.EnterAsync(viewer, Workspace);

        var members = await inside.ReadAsync<Page<MemberResponse>>($"/api/workspaces/{Workspace}/members");

        Assert.That(members.Items.Select(member => (member.UserId, member.Email, member.Role)),
            Is.EquivalentTo(new[] { (_owner.UserId, _owner.Email, "owner"), (viewer.UserId, viewer.Email, "viewer") }));
    }

    [Test]
    public async Task A_list_of_members_goes_on_where_the_page_ended()
    {
        await _app.AddMemberAsync(_owner, "viewer");
        var first = await _owner.Http.ReadAsync<Page<MemberResponse>>($"/api/workspaces/{Workspace}/members?limit=1");

        var second = await _owner.Http.ReadAsync<Page<MemberResponse>>($"/api/workspaces/{Workspace}/members?limit=1&cursor={first.NextCursor}");

        Assert.That(first.Items.Concat(second.Items).Select(member => member.Role), Is.EqualTo(new[] { "owner", "viewer" }));
        Assert.That(second.NextCursor, Is.Null);
    }

    [Test]
    public async Task A_workspace_is_never_without_an_owner()
    {
        using var left = await _owner.Http.RemoveAsync(Workspace, _owner.UserId);
        using var demoted = await _owner.Http.BecomeAsync(Workspace, _owner.UserId, "admin");

        Assert.That((left.StatusCode, await left.ProblemAsync()), Is.EqualTo((HttpStatusCode.Conflict, "last_owner")));
        Assert.That((demoted.StatusCode, await demoted.ProblemAsync()), Is.EqualTo((HttpStatusCode.Conflict, "last_owner")));
    }

    [Test]
    public async Task Two_owners_who_leave_at_once_leave_one_behind()
    {
        var second = await _app.AddMemberAsync(_owner, "owner");
        using var inside = await _app.EnterAsync(second, Workspace);

        var answers = await Task.WhenAll(_owner.Http.RemoveAsync(Workspace, _owner.UserId), inside.RemoveAsync(Workspace, second.UserId));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.EquivalentTo(new[] { HttpStatusCode.NoContent, HttpStatusCode.Conflict }));
    }

    [Test]
    public async Task An_admin_manages_members_but_makes_and_unmakes_no_owner()
    {
        var admin = await _app.AddMemberAsync(_owner, "admin");
        var viewer = await _app.AddMemberAsync(_owner, "viewer");
        using var inside = await _app.EnterAsync(admin, Workspace);

        using var promoted = await inside.BecomeAsync(Workspace, viewer.UserId, "editor");
        HttpResponseMessage[] refused =
        [
            await inside.BecomeAsync(Workspace, viewer.UserId, "owner"),
            await inside.BecomeAsync(Workspace, admin.UserId, "owner"),
            await inside.BecomeAsync(Workspace, _owner.UserId, "viewer"),
            await inside.RemoveAsync(Workspace, _owner.UserId),
            await inside.PostAsync($"/api/workspaces/{Workspace}/invitations", new InviteRequest("boss@example.test", "owner")),
        ];

        Assert.That((await promoted.ReadAsync<MemberResponse>()).Role, Is.EqualTo("editor"));
        foreach (var answer in refused)
        {
            Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.Forbidden, "owner_required")));
        }
    }

    [TestCase("viewer")]
    [TestCase("editor")]
    [TestCase("approver")]
    public async Task Whoever_manages_nobody_may_only_leave(string role)
    {
        var member = await _app.AddMemberAsync(_owner, role);
        var other = await _app.AddMemberAsync(_owner, "viewer");
        using var inside = await _app.EnterAsync(member, Workspace);

        using var changed = await inside.BecomeAsync(Workspace, member.UserId, "admin");
        using var removed = await inside.RemoveAsync(Workspace, other.UserId);
        using var invited = await inside.PostAsync($"/api/workspaces/{Workspace}/invitations", new InviteRequest("friend@example.test", "viewer"));
        using var listed = await inside.GetAsync($"/api/workspaces/{Workspace}/invitations");
        using var keys = await inside.GetAsync("/api/auth/api-keys");
        using var left = await inside.RemoveAsync(Workspace, member.UserId);

        Assert.Multiple(() =>
        {
            Assert.That(new[] { changed.StatusCode, removed.StatusCode, invited.StatusCode, listed.StatusCode, keys.StatusCode },
                Has.All.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(left.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        });
    }

    /// <summary>The ticket still says admin; what counts is what the caller is now.</summary>
    [Test]
    public async Task Somebody_demoted_a_moment_ago_promotes_nobody()
    {
        var admin = await _app.AddMemberAsync(_owner, "admin");
        using var inside = await _app.EnterAsync(admin, Workspace);
        using var demoted = await _owner.Http.BecomeAsync(Workspace, admin.UserId, "viewer");

        using var promoted = await inside.BecomeAsync(Workspace, admin.UserId, "admin");
        using var invited = await inside.PostAsync($"/api/workspaces/{Workspace}/invitations", new InviteRequest("friend@example.test", "admin"));

        Assert.That((promoted.StatusCode, await promoted.ProblemAsync()), Is.EqualTo((HttpStatusCode.Forbidden, "insufficient_role")));
        Assert.That((invited.StatusCode, await invited.ProblemAsync()), Is.EqualTo((HttpStatusCode.Forbidden, "insufficient_role")));
    }

    [Test]
    public async Task Who_is_removed_is_out_with_keys_consents_and_invitations()
    {
        var admin = await _app.AddMemberAsync(_owner, "admin");
        using var inside = await _app.EnterAsync(admin, Workspace);
        var key = await inside.PostAsync<CreatedApiKeyResponse>("/api/auth/api-keys", new CreateApiKeyRequest("robot"));
        var consent = await inside.ReadAsync<StartConnectionResponse>($"/api/publishing/auth/{StubWorker.OAuthPlatform}");
        await inside.InviteAsync(Workspace, "friend@example.test", "admin");

        using var removed = await _owner.Http.RemoveAsync(Workspace, admin.UserId);

        using var session = await _app.ExchangeAsync(admin.Tokens.AccessToken, Workspace);
        using var robot = await _app.ExchangeAsync(key.Key);
        using var finished = await inside.PostAsync(
            $"/api/publishing/auth/{StubWorker.OAuthPlatform}/callback", new CompleteConnectionRequest("code-1", consent.State));
        var invitations = await _owner.Http.ReadAsync<Page<InvitationResponse>>($"/api/workspaces/{Workspace}/invitations");
        var keys = await _owner.Http.ReadAsync<Page<ApiKeyResponse>>("/api/auth/api-keys");
        Assert.Multiple(() =>
        {
            Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(session.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(robot.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(finished.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(invitations.Items, Is.Empty);
            Assert.That(keys.Items, Is.Empty);
        });
    }

    [Test]
    public async Task Who_belongs_nowhere_any_more_can_begin_anew()
    {
        var heir = await _app.AddMemberAsync(_owner, "owner");
        using var inside = await _app.EnterAsync(heir, Workspace);
        using var removed = await inside.RemoveAsync(Workspace, _owner.UserId);

        using var homeless = await EnterAsync(_owner);
        using var read = await homeless.GetAsync("/api/auth/api-keys");
        var made = await homeless.PostAsync<WorkspaceResponse>("/api/workspaces", new CreateWorkspaceRequest("Anew"));

        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await (await _app.ExchangeAsync(_owner.Tokens.AccessToken)).ReadAsync<Contracts.Api.Internal.TokenExchangeResponse>()).WorkspaceId,
            Is.EqualTo(made.Id));
    }

    [Test]
    public async Task A_role_or_member_that_is_not_there_is_told_apart()
    {
        using var role = await _owner.Http.BecomeAsync(Workspace, _owner.UserId, "king");
        using var member = await _owner.Http.BecomeAsync(Workspace, Guid.CreateVersion7(), "viewer");
        using var nobody = await _owner.Http.RemoveAsync(Workspace, Guid.CreateVersion7());

        Assert.That((role.StatusCode, (await role.FieldsAsync()).Single()), Is.EqualTo((HttpStatusCode.BadRequest, "role")));
        Assert.That(new[] { member.StatusCode, nobody.StatusCode }, Has.All.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<HttpClient> EnterAsync(TestUser user)
    {
        using var answer = await _app.ExchangeAsync(user.Tokens.AccessToken);
        var exchanged = await answer.ReadAsync<Contracts.Api.Internal.TokenExchangeResponse>();
        return _app.As(new UserTicket(exchanged.UserId, exchanged.WorkspaceId, exchanged.Role, [.. exchanged.Scopes]));
    }
}
