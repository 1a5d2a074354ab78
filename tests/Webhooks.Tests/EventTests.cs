using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Webhooks.Tests.Support;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>What each message is to receivers.</summary>
public sealed class EventTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private Workspace _workspace = null!;
    private Webhook _webhook = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        _webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [TestCase(PublicationStatus.Published, 1, null, "publication.published")]
    [TestCase(PublicationStatus.Failed, 1, null, "publication.failed")]
    [TestCase(PublicationStatus.Unknown, 1, null, "publication.unknown")]
    [TestCase(PublicationStatus.Missed, 1, null, "publication.missed")]
    [TestCase(PublicationStatus.Scheduled, 2, FailureCategories.Unavailable, "publication.retrying")]
    public async Task A_publication_that_moved(string status, int attempt, string? category, string type)
    {
        await _workspace.Service.PublishAsync(new PublicationsChanged
        {
            Changes =
            [
                _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Queued),
                _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Scheduled, 2) with { NextTryAt = At, Category = FailureCategories.Processing },
                _workspace.Change(Guid.CreateVersion7(), status, attempt) with { NextTryAt = attempt > 1 ? At : null, Category = category },
            ],
        });

        Assert.That(await TypesAsync(1), Is.EqualTo(new[] { type }));
    }

    /// <summary>Results repeats it for posts, which missed it, and says then when it did that.</summary>
    [Test]
    public async Task A_publication_that_is_told_of_again_later_and_one_that_moved_again()
    {
        var change = _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed) with { At = At };
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change] });
        await TypesAsync(1);
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change with { At = At.AddSeconds(90) }] });
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change with { At = At.AddHours(1), Version = change.Version + 1 }] });
        await _workspace.PublishedAsync();

        Assert.That(await TypesAsync(3), Is.EquivalentTo(new[] { "publication.failed", "publication.failed", "publication.published" }));
    }

    [TestCase(PostStatus.Published, "post.published")]
    [TestCase(PostStatus.PartiallyPublished, "post.partially_published")]
    [TestCase(PostStatus.Failed, "post.failed")]
    public async Task A_post_that_is_complete(string status, string type)
    {
        var post = new CompletedPost
        {
            PostId = Guid.CreateVersion7(),
            WorkspaceId = _workspace.Id,
            Status = status,
            At = At,
            Publications =
            [
                new() { PublicationId = Guid.CreateVersion7(), Platform = "discord", AccountId = Guid.CreateVersion7(), Status = PublicationStatus.Published },
            ],
        };
        await _workspace.Service.PublishAsync(new PostsCompleted { Posts = [post] });
        await _workspace.Service.PublishAsync(new PostsCompleted { Posts = [post] });
        await _workspace.Service.PublishAsync(new PostsCompleted { Posts = [post with { At = At.AddHours(1) }] });

        Assert.That(await TypesAsync(2), Is.EqualTo(new[] { type, type }));
        Assert.That(
            WebhooksSuite.Receiver.At(_webhook.Path)[0].Json.GetProperty("data").GetProperty("publications")[0].GetProperty("platform").GetString(),
            Is.EqualTo("discord"));
    }

    [Test]
    public async Task A_post_that_is_planned_and_not_its_further_attempts()
    {
        var first = Entry(1);
        var plan = new SchedulePublications { Entries = [first, first with { PublicationId = Guid.CreateVersion7() }], IsPlan = true };
        await _workspace.Service.PublishAsync(plan);
        await _workspace.Service.PublishAsync(new SchedulePublications { Entries = [first with { Attempt = 2 }] });
        await _workspace.Service.PublishAsync(new SchedulePublications { Entries = [first] });
        await _workspace.Service.PublishAsync(plan);
        await _workspace.PublishedAsync();

        Assert.That(await TypesAsync(2), Is.EquivalentTo(new[] { "post.scheduled", "publication.published" }));
    }

    [Test]
    public async Task An_account_whose_state_changed_and_not_its_name()
    {
        var account = new AccountConnected
        {
            AccountId = Guid.CreateVersion7(), WorkspaceId = _workspace.Id, Platform = "twitter", Name = "one", ExternalId = "1", Version = 1,
        };
        await _workspace.Service.PublishAsync(account);
        await TypesAsync(1);
        await _workspace.Service.PublishAsync(account with { Name = "two", Version = 2 });
        await _workspace.Service.PublishAsync(new AccountNeedsAttention
        {
            AccountId = account.AccountId, WorkspaceId = _workspace.Id, Platform = "twitter", Reason = "revoked", Version = 3,
        });
        await TypesAsync(2);
        await _workspace.Service.PublishAsync(account with { Version = 4 });
        await TypesAsync(3);
        await _workspace.Service.PublishAsync(new AccountDisconnected { AccountId = account.AccountId, WorkspaceId = _workspace.Id, Platform = "twitter", Version = 5 });

        Assert.That(
            await TypesAsync(4),
            Is.EqualTo(new[] { "account.connected", "account.needs_attention", "account.connected", "account.disconnected" }));
    }

    [Test]
    public async Task Numbers_that_are_new()
    {
        await _workspace.Service.PublishAsync(new MetricsUpdated
        {
            PostId = Guid.CreateVersion7(),
            WorkspaceId = _workspace.Id,
            Publications =
            [
                new()
                {
                    PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7(), AgeSeconds = 3600, CollectedAt = At,
                    Values = new Dictionary<string, long> { ["likes"] = 7 }, Own = new Dictionary<string, long>(),
                },
            ],
        });

        Assert.That(await TypesAsync(1), Is.EqualTo(new[] { "metrics.updated" }));
        Assert.That(
            WebhooksSuite.Receiver.At(_webhook.Path)[0].Json.GetProperty("data").GetProperty("publications")[0].GetProperty("values").GetProperty("likes").GetInt64(),
            Is.EqualTo(7));
    }

    private ScheduleEntry Entry(int attempt) => new()
    {
        PublicationId = Guid.CreateVersion7(),
        PostId = Guid.CreateVersion7(),
        WorkspaceId = _workspace.Id,
        Platform = "twitter",
        AccountId = Guid.CreateVersion7(),
        Attempt = attempt,
        DueAt = At,
    };

    private async Task<IEnumerable<string>> TypesAsync(int count) => (await _workspace.ReceivedAsync(_webhook, count)).Select(one => one.Type);
}
