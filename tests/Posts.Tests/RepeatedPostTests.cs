using System.Net;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Contracts.Workspaces;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

public sealed class RepeatedPostTests
{
    private Workspace _workspace = null!;
    private Guid _account;
    private PostResponse _template = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _account = await _workspace.ConnectAsync(Samples.Twitter);
        _template = (await _workspace.PostAsync("/api/posts", new PostRequest { Title = "Weekly", Content = "Hello again", Tags = ["a"] })).As<PostResponse>();
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Each_time_makes_one_copy_that_is_planned_however_often_it_is_told()
    {
        var due = Due();

        await TellAsync(due);
        await TellAsync(due);
        await TellAsync(due with { PostId = Guid.CreateVersion7(), OccursAt = due.OccursAt.AddDays(7) });

        await Eventually.BecomesTrueAsync(async () => await _workspace.PostsAsync() == 3, PostsSuite.Patience);
        var copy = (await _workspace.GetAsync($"/api/posts/{due.PostId}")).As<PostResponse>();
        Assert.That((copy.Content, copy.Title, copy.Status), Is.EqualTo(("Hello again", "Weekly", "scheduled")));
        var publication = (await _workspace.GetAsync($"/internal/posts/{due.PostId}/publications")).As<PostPublications>().Publications.Single();
        Assert.That(publication.DueAt, Is.EqualTo(due.OccursAt).Within(TimeSpan.FromMilliseconds(1)));
        await Eventually.BecomesTrueAsync(
            () => PostsSuite.Listener.Heard<SchedulePublications>(message => message.Entries[0].PostId == due.PostId).Count == 1, PostsSuite.Patience);
    }

    [Test]
    public async Task Time_that_passed_is_planned_all_the_same()
    {
        var due = Due() with { OccursAt = TimeProvider.System.GetUtcNow().AddMinutes(-10), LateAction = "ask", LateWindowMinutes = 30 };

        await TellAsync(due);

        await Eventually.BecomesTrueAsync(async () => await _workspace.PostsAsync() == 2, PostsSuite.Patience);
        Assert.That(
            await PostsSuite.Service.Database.ScalarAsync<string>($"select late_action from post_targets where post_id = '{due.PostId}'"), Is.EqualTo("ask"));
    }

    [Test]
    public async Task What_cannot_be_published_any_more_is_said()
    {
        await PostsSuite.Service.PublishAsync(new AccountDisconnected { AccountId = _account, WorkspaceId = _workspace.Id, Platform = Samples.Twitter, Version = 2 });
        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync($"select count(*) from accounts where id = '{_account}' and status = 'disconnected'") == 1, PostsSuite.Patience);
        var gone = Due() with { TemplateId = Guid.CreateVersion7() };
        var unconnected = Due();

        await TellAsync(gone, unconnected);

        await Eventually.BecomesTrueAsync(() => Refusal(gone) is not null && Refusal(unconnected) is not null, PostsSuite.Patience);
        Assert.That(Refusal(gone), Does.Contain("deleted"));
        Assert.That(Refusal(unconnected), Does.Contain("there is no connected account"));
        Assert.That(await _workspace.PostsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Copy_is_approved_as_its_post_is()
    {
        await PostsSuite.Service.PublishAsync(new WorkspaceSettingsChanged
        {
            WorkspaceId = _workspace.Id, ApprovalRequired = true, AllowSelfApproval = true, Version = 1,
        });
        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync($"select count(*) from workspaces where workspace_id = '{_workspace.Id}'") == 1, PostsSuite.Patience);
        var early = Due();
        await TellAsync(early);
        await Eventually.BecomesTrueAsync(() => Refusal(early) is not null, PostsSuite.Patience);
        using var approver = _workspace.Member("read", "approve");
        var approved = await approver.PostAsync($"/api/posts/{_template.Id}/approvals", new DecideApprovalRequest("approved"));

        var later = Due();
        await TellAsync(later);

        await Eventually.BecomesTrueAsync(async () => await _workspace.PostsAsync() == 2, PostsSuite.Patience);
        Assert.That(approved.Status, Is.EqualTo(HttpStatusCode.Created).Or.EqualTo(HttpStatusCode.OK), approved.Body);
        Assert.That(Refusal(early), Does.Contain("approval"));
        Assert.That((await _workspace.GetAsync($"/api/posts/{later.PostId}/approvals")).As<ApprovalsResponse>().State, Is.EqualTo("approved"));
    }

    [Test]
    public async Task Scheduler_hears_beforehand_what_is_wrong()
    {
        var path = $"/internal/posts/{_template.Id}/repeated";
        using var stranger = new Workspace();

        Assert.That((await _workspace.PostAsync(path, new PublishRequest { Targets = [new() { AccountId = _account }] })).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await _workspace.PostAsync(path, new PublishRequest())).ErrorFields, Is.EqualTo(new[] { "targets" }));
        Assert.That((await _workspace.PostAsync(path, new PublishRequest { Platforms = ["nowhere"] })).ErrorFields, Is.EqualTo(new[] { "platforms[0]" }));
        Assert.That((await stranger.PostAsync(path, new PublishRequest { Targets = [new() { AccountId = _account }] })).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private DueOccurrence Due() => new()
    {
        RecurrenceId = Guid.CreateVersion7(),
        WorkspaceId = _workspace.Id,
        UserId = Guid.CreateVersion7(),
        TemplateId = _template.Id,
        PostId = Guid.CreateVersion7(),
        OccursAt = TimeProvider.System.GetUtcNow().AddMinutes(50),
        Targets = [new RepeatedTarget { AccountId = _account }],
    };

    private static Task TellAsync(params DueOccurrence[] occurrences) =>
        PostsSuite.Service.PublishAsync(new OccurrencesDue { Occurrences = occurrences });

    private static string? Refusal(DueOccurrence occurrence) => PostsSuite.Listener.Heard<OccurrencesRefused>(_ => true)
        .SelectMany(message => message.Refusals).FirstOrDefault(refusal => refusal.RecurrenceId == occurrence.RecurrenceId)?.Problem;
}
