using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Two people and one workspace: what one writes the other lets out, and nothing goes without that.</summary>
public sealed class ApprovalTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private SuiteUnderTest _suite = null!;
    private SignedInUser _owner = null!;
    private SignedInUser _approver = null!;
    private Guid _account;
    private Guid _workspace;

    [OneTimeSetUp]
    public async Task WorkTogetherAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _owner = await SignedInUser.RegisterAsync(_suite);
        _approver = await SignedInUser.RegisterAsync(_suite);
        _account = await _owner.ConnectDiscordAsync(_suite);
        _workspace = (await SendAsync(_owner, HttpMethod.Get, "/api/auth/me")).Json.GetProperty("workspaces")[0].GetProperty("workspace_id").GetGuid();

        await AddAsync(_approver, "approver");
        var decided = await SendAsync(
            _owner, HttpMethod.Patch, $"/api/workspaces/{_workspace}", new { settings = new { approval_required = true } });
        Assert.That(decided.Status, Is.EqualTo(HttpStatusCode.OK), decided.ToString());

        var probe = await WriteAsync("Is approval asked for?");
        await Eventually.BecomesTrueAsync(
            async () => (await SendAsync(_owner, HttpMethod.Get, $"/api/posts/{probe}/approvals")).Json.GetProperty("required").GetBoolean(), Soon);
    }

    [Test]
    public async Task Post_leaves_when_the_other_one_approved_it()
    {
        var post = await WriteAsync("Four eyes saw this");

        var early = await PublishAsync(post);
        var own = await ApproveAsync(_owner, post);
        var approved = await ApproveAsync(_approver, post);
        var published = await PublishAsync(post);

        Assert.Multiple(() =>
        {
            Assert.That((early.Status, early.Code), Is.EqualTo((HttpStatusCode.Conflict, "approval_required")), early.ToString());
            Assert.That((own.Status, own.Code), Is.EqualTo((HttpStatusCode.Forbidden, "own_post")), own.ToString());
            Assert.That(approved.Status, Is.EqualTo(HttpStatusCode.Created), approved.ToString());
            Assert.That(published.Status, Is.EqualTo(HttpStatusCode.Accepted), published.ToString());
        });
        await WhenAsync(post, "published");
    }

    [Test]
    public async Task Post_that_was_edited_after_it_was_scheduled_stays_and_says_what_to_do()
    {
        var post = await WriteAsync("As it was approved");
        await ApproveAsync(_approver, post);
        var scheduled = await PublishAsync(post, TimeProvider.System.GetUtcNow().AddSeconds(10));
        var edited = await SendAsync(_owner, HttpMethod.Patch, $"/api/posts/{post}", new { content = "As nobody approved it" }, ("If-Match", "*"));

        var failed = await WhenAsync(post, "failed");
        await ApproveAsync(_approver, post);

        // Posts hears of the failure a moment after results knows it.
        await Eventually.BecomesTrueAsync(async () => (await PublishAsync(post)).Status == HttpStatusCode.Accepted, Soon);
        await WhenAsync(post, "published");

        var problem = failed.GetProperty("publications")[0].GetProperty("problem");
        Assert.Multiple(() =>
        {
            Assert.That(scheduled.Status, Is.EqualTo(HttpStatusCode.Accepted), scheduled.ToString());
            Assert.That(edited.Status, Is.EqualTo(HttpStatusCode.OK), edited.ToString());
            Assert.That(problem.GetProperty("category").GetString(), Is.EqualTo("not_approved"));
            Assert.That(problem.GetProperty("action").GetString(), Does.Contain("publish it again"));
            Assert.That(failed.GetProperty("publications")[0].GetProperty("steps").GetArrayLength(), Is.Zero);
        });
    }

    [Test]
    public async Task Member_may_what_the_role_says_and_nothing_once_removed()
    {
        var viewer = await SignedInUser.RegisterAsync(_suite);
        var viewerId = await AddAsync(viewer, "viewer");
        var inside = ("X-Workspace", _workspace.ToString());
        var read = await SendAsync(viewer, HttpMethod.Get, "/api/posts", null, inside);
        var written = await SendAsync(viewer, HttpMethod.Post, "/api/posts", new { content = "Not my role" }, inside);

        var removed = await SendAsync(_owner, HttpMethod.Delete, $"/api/workspaces/{_workspace}/members/{viewerId}");
        await Eventually.BecomesTrueAsync(
            async () => (await SendAsync(viewer, HttpMethod.Get, "/api/posts", null, inside)).Status == HttpStatusCode.NotFound, TimeSpan.FromSeconds(60));

        Assert.Multiple(() =>
        {
            Assert.That(read.Status, Is.EqualTo(HttpStatusCode.OK), read.ToString());
            Assert.That((written.Status, written.Code), Is.EqualTo((HttpStatusCode.Forbidden, "insufficient_role")), written.ToString());
            Assert.That(removed.Status, Is.EqualTo(HttpStatusCode.NoContent), removed.ToString());
        });
    }

    /// <returns>The id of the user, who is a member from now on.</returns>
    private async Task<Guid> AddAsync(SignedInUser user, string role)
    {
        var me = (await SendAsync(user, HttpMethod.Get, "/api/auth/me")).Json;
        var invitation = await SendAsync(
            _owner, HttpMethod.Post, $"/api/workspaces/{_workspace}/invitations", new { email = me.GetProperty("email").GetString(), role });
        var joined = await SendAsync(
            user, HttpMethod.Post, "/api/invitations/accept", new { token = invitation.Json.GetProperty("token").GetString() });
        Assert.That(joined.Status, Is.EqualTo(HttpStatusCode.OK), joined.ToString());
        return me.GetProperty("user_id").GetGuid();
    }

    private async Task<Guid> WriteAsync(string content) =>
        (await SendAsync(_owner, HttpMethod.Post, "/api/posts", new { content })).Json.GetProperty("id").GetGuid();

    private Task<Answer> ApproveAsync(SignedInUser user, Guid post) =>
        SendAsync(user, HttpMethod.Post, $"/api/posts/{post}/approvals", new { decision = "approved" }, ("X-Workspace", _workspace.ToString()));

    private Task<Answer> PublishAsync(Guid post, DateTimeOffset? at = null) => SendAsync(_owner, HttpMethod.Post, "/api/publishing/publish", new
    {
        post_id = post,
        targets = new[] { new { account_id = _account } },
        mode = at is null ? "immediate" : "scheduled",
        scheduled_at = at,
    });

    private async Task<JsonElement> WhenAsync(Guid post, string status)
    {
        JsonElement seen = default;
        await Eventually.BecomesTrueAsync(
            async () => (seen = (await SendAsync(_owner, HttpMethod.Get, $"/api/publishing/status/{post}")).Json).GetProperty("status").GetString() == status,
            Soon);
        return seen;
    }

    private static Task<Answer> SendAsync(
        SignedInUser user, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        user.Http.CallAsync(method, path, body is null ? null : JsonSerializer.Serialize(body), headers);
}
