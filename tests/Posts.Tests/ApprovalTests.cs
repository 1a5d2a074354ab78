using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>Where a workspace asks for approval nothing is taken without it.</summary>
public sealed class ApprovalTests : ApprovalFixture
{
    [Test]
    public async Task Workspace_that_does_not_ask_for_it_publishes_without()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        var post = await WriteAsync();

        var answer = await PublishAsync(post, twitter);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        Assert.That((await ApprovalsAsync(post)).Required, Is.False);
    }

    [Test]
    public async Task Unapproved_post_is_refused_and_leaves_nothing_behind()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();

        var now = await PublishAsync(post, twitter);
        var later = await ScheduleAsync(post, twitter);
        var trial = await Owner.PostAsync("/api/publishing/publish?dry_run=true", Request(post, twitter));

        foreach (var answer in (Answer[])[now, later, trial])
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Conflict), answer.Body);
            Assert.That(answer.Code, Is.EqualTo("approval_required"));
        }

        Assert.That(await Owner.CountAsync($"select count(*) from post_targets where post_id = '{post}'"), Is.Zero);
    }

    [Test]
    public async Task Inline_post_is_refused_with_the_way_to_go_but_may_be_kept_as_a_draft()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();

        var refused = await Owner.PublishAsync(Workspace.To(twitter));
        var draft = await Owner.PublishAsync(Workspace.To(twitter) with { Mode = "draft" });
        var posts = await Owner.PostsAsync();

        Assert.Multiple(() =>
        {
            Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(refused.Body, Does.Contain("approval_required").And.Contain("POST /api/posts"));
            Assert.That(draft.Status, Is.EqualTo(HttpStatusCode.Accepted), draft.Body);
            Assert.That(posts, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Approved_post_is_published_and_the_decision_is_recorded()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();

        var approval = await DecideAsync(post, "approved", "Good to go");
        var answer = await PublishAsync(post, twitter);

        Assert.That(approval.Status, Is.EqualTo(HttpStatusCode.Created), approval.Body);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        var approvals = await ApprovalsAsync(post);
        Assert.Multiple(() =>
        {
            Assert.That((approvals.Required, approvals.State), Is.EqualTo((true, "approved")));
            Assert.That(approvals.Items.Single(), Is.EqualTo(approval.As<ApprovalResponse>()));
            Assert.That(approvals.Items.Single().Comment, Is.EqualTo("Good to go"));
        });
        await Eventually.BecomesTrueAsync(
            () => PostsSuite.Listener.Heard<AuditRecorded>(record => record.Action == "post.approve" && record.SubjectId == post.ToString()).Count == 1,
            PostsSuite.Patience);
    }

    [Test]
    public async Task Rejection_takes_the_place_of_an_approval()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();
        await DecideAsync(post, "approved");

        await DecideAsync(post, "rejected", "Wrong price");

        Assert.That((await PublishAsync(post, twitter)).Code, Is.EqualTo("approval_required"));
        var approvals = await ApprovalsAsync(post);
        Assert.That(approvals.State, Is.EqualTo("rejected"));
        Assert.That(approvals.Items.Select(item => item.Decision), Is.EqualTo(new[] { "rejected", "approved" }));
    }

    [TestCase("""{"content":"Other words"}""", "pending")]
    [TestCase("""{"tags":["new"]}""", "pending")]
    [TestCase("""{"media":[{"url":"https://example.test/b.png"}]}""", "pending")]
    [TestCase("""{"variants":{"twitter":{"text":"Short"}}}""", "pending")]
    [TestCase("""{"variants":{"discord":{"options":{"silent":true}}}}""", "pending")]
    [TestCase("""{"metadata":{"campaign":"spring"}}""", "approved")]
    public async Task Edit_of_what_is_sent_makes_an_approval_void(string edit, string state)
    {
        var post = await WriteAsync();
        await DecideAsync(post, "approved");

        await EditAsync(post, edit);

        var approvals = await ApprovalsAsync(post);
        Assert.That(approvals.State, Is.EqualTo(state));
        Assert.That(approvals.Items.Single().IsCurrent, Is.EqualTo(state == "approved"));
    }

    [Test]
    public async Task Options_that_the_approved_post_does_not_have_are_refused_at_their_field()
    {
        var discord = await Owner.ConnectAsync(Samples.Discord);
        await RequireApprovalAsync();
        var post = (await Owner.PostAsync("/api/posts", new PostRequest
        {
            Content = "Hello",
            Variants = new Dictionary<string, VariantRequest> { ["discord"] = new() { Options = JsonElement.Parse("""{"silent":true}""") } },
        })).As<PostResponse>().Id;
        await DecideAsync(post, "approved");

        var other = await Owner.PublishAsync(Request(post, discord) with { Targets = [Target(discord, """{"silent":false}""")] });
        var same = await Owner.PublishAsync(Request(post, discord) with { Targets = [Target(discord, """{"silent":true}""")] });

        Assert.Multiple(() =>
        {
            Assert.That(other.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), other.Body);
            Assert.That(other.ErrorFields, Is.EqualTo(new[] { "targets[0].options" }));
            Assert.That(same.Status, Is.EqualTo(HttpStatusCode.Accepted), same.Body);
        });
    }

    [Test]
    public async Task Nobody_approves_what_they_wrote_or_edited_unless_the_workspace_allows_it()
    {
        using var writer = Owner.Member(Policies.Rights);
        using var editor = Owner.Member(Policies.Rights);
        var post = (await writer.PostAsync("/api/posts", new PostRequest { Content = "Hello" })).As<PostResponse>().Id;
        await EditAsync(post, """{"content":"Hello all"}""", editor);

        var byWriter = await DecideAsync(post, "approved", by: writer);
        var byEditor = await DecideAsync(post, "approved", by: editor);
        var withdrawn = await DecideAsync(post, "rejected", by: writer);
        await RequireApprovalAsync(allowSelf: true);
        var allowed = await DecideAsync(post, "approved", by: editor);

        Assert.Multiple(() =>
        {
            Assert.That((byWriter.Status, byWriter.Code), Is.EqualTo((HttpStatusCode.Forbidden, "own_post")));
            Assert.That((byEditor.Status, byEditor.Code), Is.EqualTo((HttpStatusCode.Forbidden, "own_post")));
            Assert.That(withdrawn.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(allowed.Status, Is.EqualTo(HttpStatusCode.Created), allowed.Body);
        });
    }

    [Test]
    public async Task Approval_of_a_version_that_was_not_seen_is_refused()
    {
        var written = await Owner.PostAsync("/api/posts", new PostRequest { Content = "Hello" });
        var post = written.As<PostResponse>().Id;
        await EditAsync(post, """{"content":"Something else"}""");

        var answer = await Approver.PostAsync(
            $"/api/posts/{post}/approvals", new DecideApprovalRequest("approved"), ("If-Match", written.ETag!));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.PreconditionFailed), answer.Body);
        Assert.That((await ApprovalsAsync(post)).Items, Is.Empty);
    }

    [Test]
    public async Task Decision_takes_the_right_and_a_known_word_and_stays_in_its_workspace()
    {
        using var stranger = new Workspace();
        using var elsewhere = stranger.Member(Policies.Rights);
        var post = await WriteAsync();

        var withoutRight = await DecideAsync(post, "approved", by: Owner);
        var unknownWord = await DecideAsync(post, "maybe", new string('x', 2001));
        var foreign = await DecideAsync(post, "approved", by: elsewhere);
        var read = await elsewhere.GetAsync($"/api/posts/{post}/approvals");

        Assert.Multiple(() =>
        {
            Assert.That(withoutRight.Status, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(unknownWord.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(unknownWord.ErrorFields, Is.EqualTo(new[] { "comment", "decision" }));
            Assert.That(foreign.Status, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(read.Status, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [Test]
    public async Task Late_setting_changes_nothing()
    {
        await RequireApprovalAsync();
        await PostsSuite.Service.PublishAsync(Settings(required: false, allowSelf: false, version: 1));
        await RequireApprovalAsync(allowSelf: true);

        Assert.That((await ApprovalsAsync(await WriteAsync())).Required, Is.True);
    }
}
