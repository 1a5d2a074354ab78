using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Auth.Tests;

/// <summary>The way into a workspace: for one address, once, for seven days.</summary>
public sealed class InvitationTests
{
    private AuthApp _app = null!;
    private TestUser _owner = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public async Task RegisterAsync() => _owner = await _app.NewUserAsync();

    private string Invitations => $"/api/workspaces/{_owner.WorkspaceId}/invitations";

    [Test]
    public async Task An_invited_user_joins_with_the_role_and_keeps_their_own_workspace_first()
    {
        var guest = await _app.NewUserAsync();
        var invitation = await _owner.Http.InviteAsync(_owner.WorkspaceId, guest.Email.ToUpperInvariant(), "editor");

        var joined = await AcceptAsync<WorkspaceResponse>(guest, invitation.Token);

        var me = await guest.Http.ReadAsync<MeResponse>("/api/auth/me");
        Assert.That((joined.Id, joined.Role), Is.EqualTo((_owner.WorkspaceId, "editor")));
        Assert.That(me.Workspaces.Select(workspace => (workspace.WorkspaceId, workspace.Role)),
            Is.EqualTo(new[] { (guest.WorkspaceId, "owner"), (_owner.WorkspaceId, "editor") }));
    }

    [Test]
    public async Task The_token_is_shown_once_and_stored_nowhere()
    {
        var invitation = await _owner.Http.InviteAsync(_owner.WorkspaceId, "guest@example.test", "viewer");

        var listed = await _owner.Http.GetStringAsync(Invitations);

        Assert.That(listed, Does.Contain("guest@example.test").And.Not.Contain(invitation.Token));
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from invitations i where i::text like '%{invitation.Token[10..]}%'"), Is.Zero);
    }

    [Test]
    public async Task An_invitation_is_good_once_even_when_it_is_used_twice_at_the_same_moment()
    {
        var guest = await _app.NewUserAsync();
        var invitation = await _owner.Http.InviteAsync(_owner.WorkspaceId, guest.Email, "viewer");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(guest, invitation.Token)));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).Select(answer => answer.StatusCode), Has.All.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_invitation_is_for_its_address_alone()
    {
        var thief = await _app.NewUserAsync();
        var guest = await _app.NewUserAsync();
        var invitation = await _owner.Http.InviteAsync(_owner.WorkspaceId, guest.Email, "admin");

        using var stolen = await TryAsync(thief, invitation.Token);
        using var registered = await RegisterAsync(_app, $"other-{Guid.NewGuid():N}@example.test", invitation.Token);
        var joined = await AcceptAsync<WorkspaceResponse>(guest, invitation.Token);

        Assert.That((stolen.StatusCode, await stolen.ProblemAsync()), Is.EqualTo((HttpStatusCode.Forbidden, "invitation_for_another_address")));
        Assert.That(registered.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(joined.Role, Is.EqualTo("admin"));
    }

    [TestCase("withdrawn")]
    [TestCase("replaced")]
    [TestCase("of an inviter who lost the right")]
    [TestCase("made up")]
    public async Task What_is_no_invitation_any_more_lets_nobody_in(string what)
    {
        var guest = await _app.NewUserAsync();
        var admin = await _app.AddMemberAsync(_owner, "admin");
        using var inside = await _app.EnterAsync(admin, _owner.WorkspaceId);
        var invitation = await inside.InviteAsync(_owner.WorkspaceId, guest.Email, "viewer");
        switch (what)
        {
            case "withdrawn":
                using (var withdrawn = await _owner.Http.DeleteAsync($"{Invitations}/{invitation.Id}"))
                {
                    Assert.That(withdrawn.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
                }

                break;
            case "replaced":
                await _owner.Http.InviteAsync(_owner.WorkspaceId, guest.Email, "editor");
                break;
            case "of an inviter who lost the right":
                using (await _owner.Http.BecomeAsync(_owner.WorkspaceId, admin.UserId, "editor"))
                {
                }

                break;
            default:
                invitation = invitation with { Token = "cm_invite_" + new string('a', 43) };
                break;
        }

        using var answer = await TryAsync(guest, invitation.Token);

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.NotFound, "invitation_not_found")));
    }

    [Test]
    public async Task Somebody_who_is_in_is_not_invited_and_nonsense_is_named()
    {
        var member = await _app.AddMemberAsync(_owner, "viewer");

        using var again = await _owner.Http.PostAsync(Invitations, new InviteRequest(member.Email, "admin"));
        using var nonsense = await _owner.Http.PostAsync(Invitations, new InviteRequest("nobody", "king"));

        Assert.That((again.StatusCode, await again.ProblemAsync()), Is.EqualTo((HttpStatusCode.Conflict, "already_member")));
        Assert.That(await nonsense.FieldsAsync(), Is.EquivalentTo(new[] { "email", "role" }));
    }

    [Test]
    public async Task Invitations_end_after_seven_days_and_open_a_closed_installation_until_then()
    {
        await using var app = await AuthApp.StartAsync(("REGISTRATION", "closed"));
        var first = await app.NewUserAsync();
        var (early, late) = ("early@example.test", "late@example.test");
        var inTime = await first.Http.InviteAsync(first.WorkspaceId, early, "approver");
        var tooLate = await first.Http.InviteAsync(first.WorkspaceId, late, "viewer");

        using var uninvited = await RegisterAsync(app, "somebody@example.test", null);
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5));
        using var registered = await RegisterAsync(app, early, inTime.Token);
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        using var refused = await RegisterAsync(app, late, tooLate.Token);

        Assert.That(uninvited.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        var me = await registered.ReadAsync<MeResponse>();
        Assert.That(me.Workspaces.Select(workspace => workspace.Role), Is.EqualTo(new[] { "owner", "approver" }));
        Assert.That(me.Workspaces[1].WorkspaceId, Is.EqualTo(first.WorkspaceId));
        Assert.That((refused.StatusCode, await refused.ProblemAsync()), Is.EqualTo((HttpStatusCode.NotFound, "invitation_not_found")));
    }

    [Test]
    public async Task Where_there_is_mail_the_token_goes_to_the_address()
    {
        var app = await MailApp.GetAsync();
        var owner = await app.Auth.NewUserAsync();
        var guest = $"guest-{Guid.NewGuid():N}@example.test";
        var invitation = await owner.Http.InviteAsync(owner.WorkspaceId, guest, "viewer");

        var mail = await app.MailAsync(guest, "You are invited to a workspace");
        using var registered = await RegisterAsync(app.Auth, guest, invitation.Token);

        Assert.That(mail.Text, Does.Contain(invitation.Token).And.Contain(owner.Email).And.Contain("viewer"));
        Assert.That((await registered.ReadAsync<MeResponse>()).Workspaces.Select(workspace => workspace.WorkspaceId), Does.Contain(owner.WorkspaceId));
    }

    [Test]
    public async Task Nobody_is_sent_one_invitation_after_another()
    {
        var guest = $"guest-{Guid.NewGuid():N}@example.test";
        for (var i = 0; i < 5; i++)
        {
            await _owner.Http.InviteAsync(_owner.WorkspaceId, guest, "viewer");
        }

        using var answer = await _owner.Http.PostAsync(Invitations, new InviteRequest(guest, "viewer"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task What_becomes_of_members_and_invitations_is_in_the_log()
    {
        var guest = await _app.AddMemberAsync(_owner, "viewer");
        using var changed = await _owner.Http.BecomeAsync(_owner.WorkspaceId, guest.UserId, "editor");
        using var removed = await _owner.Http.RemoveAsync(_owner.WorkspaceId, guest.UserId);

        var log = await _owner.Http.GetStringAsync("/api/audit");

        Assert.That(log, Does.Contain("invitation.create").And.Contain("invitation.accept").And.Contain("member.update").And.Contain("member.remove"));
        Assert.That(log, Does.Not.Contain(guest.Email));
    }

    [Test]
    public async Task Withdrawing_takes_an_invitation_of_the_same_workspace()
    {
        var other = await _app.NewUserAsync();
        var invitation = await other.Http.InviteAsync(other.WorkspaceId, "guest@example.test", "viewer");

        using var answer = await _owner.Http.DeleteAsync($"{Invitations}/{invitation.Id}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(
            (await other.Http.ReadAsync<Page<InvitationResponse>>($"/api/workspaces/{other.WorkspaceId}/invitations")).Items.Single().Id,
            Is.EqualTo(invitation.Id));
    }

    private static Task<HttpResponseMessage> TryAsync(TestUser user, string token) =>
        user.Http.PostAsync("/api/invitations/accept", new AcceptInvitationRequest(token));

    private static Task<T> AcceptAsync<T>(TestUser user, string token) =>
        user.Http.PostAsync<T>("/api/invitations/accept", new AcceptInvitationRequest(token));

    private static async Task<HttpResponseMessage> RegisterAsync(AuthApp app, string email, string? invitation)
    {
        using var http = app.Anonymous();
        return await http.PostAsync("/api/auth/register", new RegisterRequest(email, AuthApp.Password, "Invited Guest", invitation));
    }
}
