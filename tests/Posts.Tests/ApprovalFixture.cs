using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Contracts.Workspaces;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>A workspace that may ask for approval, somebody who writes there and somebody who approves.</summary>
public abstract class ApprovalFixture
{
    private protected Workspace Owner { get; private set; } = null!;

    private protected Workspace Approver { get; private set; } = null!;

    private long _version;

    [SetUp]
    public void SetUp()
    {
        Owner = new Workspace();
        Approver = Owner.Member(Policies.Read, Policies.Approve);
        _version = 1;
    }

    [TearDown]
    public void TearDown()
    {
        Approver.Dispose();
        Owner.Dispose();
    }

    private protected async Task<Guid> WriteAsync() =>
        (await Owner.PostAsync("/api/posts", new PostRequest { Content = "Hello", Link = "https://example.test/a" })).As<PostResponse>().Id;

    private protected async Task EditAsync(Guid post, string patch, Workspace? by = null)
    {
        var answer = await (by ?? Owner).SendAsync(HttpMethod.Patch, $"/api/posts/{post}", patch, ("If-Match", "*"));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
    }

    private protected Task<Answer> DecideAsync(Guid post, string decision, string? comment = null, Workspace? by = null) =>
        (by ?? Approver).PostAsync($"/api/posts/{post}/approvals", new DecideApprovalRequest(decision, comment));

    private protected async Task<ApprovalsResponse> ApprovalsAsync(Guid post) =>
        (await Owner.GetAsync($"/api/posts/{post}/approvals")).As<ApprovalsResponse>();

    private protected static PublishRequest Request(Guid post, Guid account) => new() { PostId = post, Targets = [new TargetRequest { AccountId = account }] };

    private protected static TargetRequest Target(Guid account, string options) => new() { AccountId = account, Options = JsonElement.Parse(options) };

    private protected Task<Answer> PublishAsync(Guid post, Guid account) => Owner.PublishAsync(Request(post, account));

    private protected Task<Answer> ScheduleAsync(Guid post, Guid account) =>
        Owner.PublishAsync(Request(post, account) with { Mode = "scheduled", ScheduledAt = Samples.Tomorrow });

    private protected WorkspaceSettingsChanged Settings(bool required, bool allowSelf, long version) => new()
    {
        WorkspaceId = Owner.Id,
        ApprovalRequired = required,
        AllowSelfApproval = allowSelf,
        Version = version,
    };

    private protected async Task RequireApprovalAsync(bool allowSelf = false)
    {
        _version++;
        await PostsSuite.Service.PublishAsync(Settings(required: true, allowSelf, _version));
        await Eventually.BecomesTrueAsync(
            async () => await Owner.CountAsync(
                $"select count(*) from workspaces where workspace_id = '{Owner.Id}' and version = {_version}") == 1,
            PostsSuite.Patience);
    }

    private protected Task DueAsync(Guid post, Guid publication) => PostsSuite.Service.PublishAsync(new PublicationsDue
    {
        Publications =
        [
            new DuePublication { PublicationId = publication, PostId = post, WorkspaceId = Owner.Id, Attempt = 1, DueAt = Samples.Tomorrow },
        ],
    });

    private protected static List<AttemptOutcome> Outcomes(Guid publication) =>
        [.. PostsSuite.Listener.Heard<PublishAttemptsCompleted>(_ => true).SelectMany(message => message.Outcomes).Where(one => one.PublicationId == publication)];

    private protected static IReadOnlyList<PublishPost> Commands(Guid publication) =>
        PostsSuite.Listener.Heard<PublishPost>(sent => sent.PublicationId == publication);
}
