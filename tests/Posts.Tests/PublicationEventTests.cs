using System.Net;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

public sealed class PublicationEventTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Post_follows_its_publications()
    {
        var post = await PublishToTwoAsync();

        await ChangeAsync(post, 0, "published", version: 3);
        await StatusBecomesAsync(post, "publishing");
        await ChangeAsync(post, 1, "failed", version: 3);
        await StatusBecomesAsync(post, "partially_published");
    }

    [Test]
    public async Task Late_change_is_ignored()
    {
        var post = await PublishToTwoAsync();
        await ChangeAsync(post, 0, "published", version: 5);
        await ChangeAsync(post, 1, "published", version: 5);
        await StatusBecomesAsync(post, "published");

        await ChangeAsync(post, 0, "failed", version: 4);
        await ChangeAsync(post, 1, "unknown", version: 6);

        await StatusBecomesAsync(post, "publishing");
        Assert.That(await TargetStatusAsync(post.Publications[0].PublicationId), Is.EqualTo("published"));
    }

    [Test]
    public async Task Changes_of_one_post_that_arrive_together_are_all_seen()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _workspace.ConnectAsync(Samples.Twitter, $"{i}")));
        var post = (await _workspace.PublishAsync(Workspace.To(accounts))).As<PublishResponse>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ChangeAsync(post, i, "published", version: 2)));

        await StatusBecomesAsync(post, "published");
    }

    [Test]
    public async Task Due_publication_is_sent_with_its_attempt()
    {
        var post = await ScheduleAsync();
        var publication = post.Publications.Single().PublicationId;

        await DueAsync(post, publication, attempt: 1);
        await DueAsync(post, publication, attempt: 2);

        await Eventually.BecomesTrueAsync(() => Attempts(publication).Contains(2), PostsSuite.Patience);
        var command = PostsSuite.Listener.Heard<PublishPost>(sent => sent.PublicationId == publication)[0];
        Assert.That(command.Content.Text, Is.EqualTo("Hello"));
        Assert.That(command.NotAfter, Is.EqualTo(Samples.Tomorrow.AddHours(24)).Within(TimeSpan.FromSeconds(1)));
        await StatusBecomesAsync(post, "queued");
    }

    [Test]
    public async Task Cancelled_publication_is_not_sent_when_it_comes_due()
    {
        var cancelled = await ScheduleAsync();
        var other = await ScheduleAsync();
        await ChangeAsync(cancelled, 0, "cancelled", version: 2);
        await StatusBecomesAsync(cancelled, "cancelled");

        await DueAsync(cancelled, cancelled.Publications.Single().PublicationId, attempt: 1);
        await DueAsync(other, other.Publications.Single().PublicationId, attempt: 1);

        await Eventually.BecomesTrueAsync(() => Attempts(other.Publications.Single().PublicationId).Count == 1, PostsSuite.Patience);
        Assert.That(Attempts(cancelled.Publications.Single().PublicationId), Is.Empty);
    }

    [Test]
    public async Task Failed_publication_may_be_replaced_and_is_then_out_of_the_account()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var first = (await _workspace.PublishAsync(Workspace.To(twitter))).As<PublishResponse>();
        await ChangeAsync(first, 0, "failed", version: 2);
        await StatusBecomesAsync(first, "failed");

        var second = await _workspace.PublishAsync(new PublishRequest { PostId = first.PostId, Platforms = [Samples.Twitter] });

        Assert.That(second.Status, Is.EqualTo(HttpStatusCode.Accepted), second.Body);
        var known = (await _workspace.GetAsync($"/internal/posts/{first.PostId}/publications")).As<PostPublications>();
        Assert.That(
            known.Publications.Select(publication => publication.PublicationId),
            Is.EqualTo(second.As<PublishResponse>().Publications.Select(publication => publication.PublicationId)));
        await ChangeAsync(first, 0, "queued", version: 3);
        await ChangeAsync(second.As<PublishResponse>(), 0, "published", version: 2);
        await StatusBecomesAsync(first, "published");
    }

    /// <summary>Posts computes the status in SQL, results in memory: they must agree on every mixture.</summary>
    [Test]
    public async Task Status_rule_of_the_database_is_the_one_of_the_contracts()
    {
        string[] all = ["draft", "scheduled", "queued", "publishing", "published", "failed", "unknown", "cancelled", "missed"];
        var mixtures = Enumerable.Range(1, (1 << all.Length) - 1)
            .ToDictionary(_ => Guid.CreateVersion7(), bits => all.Where((_, i) => (bits & (1 << i)) != 0).ToList());
        var posts = string.Join(',', mixtures.Keys.Select(id => $"('{id}','{_workspace.Id}','draft','{{}}','[]','{{}}',now(),now())"));
        var targets = string.Join(',', mixtures.SelectMany(mixture => mixture.Value.Select(status =>
            $"('{Guid.CreateVersion7()}','{mixture.Key}','{_workspace.Id}','twitter','{Guid.CreateVersion7()}','{{}}','{status}',now(),now())")));
        await PostsSuite.Service.Database.ExecuteAsync(
            $"insert into posts (id, workspace_id, status, tags, media, variants, created_at, updated_at) values {posts}");
        await PostsSuite.Service.Database.ExecuteAsync(
            $"insert into post_targets (id, post_id, workspace_id, platform, account_id, content, status, created_at, updated_at) values {targets}");

        await PostsSuite.Service.Database.ExecuteAsync(Posts.PostStatuses.Recompute
            .Replace("any($1)", $"any('{{{string.Join(',', mixtures.Keys)}}}'::uuid[])", StringComparison.Ordinal)
            .Replace("$2", "now()", StringComparison.Ordinal));

        var wrong = new List<string>();
        foreach (var (id, mixture) in mixtures)
        {
            var written = await PostsSuite.Service.Database.ScalarAsync<string>($"select status from posts where id = '{id}'");
            if (written != PostStatus.Of(mixture))
            {
                wrong.Add($"{string.Join('+', mixture)}: {written}, not {PostStatus.Of(mixture)}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    private async Task<PublishResponse> PublishToTwoAsync()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var discord = await _workspace.ConnectAsync(Samples.Discord);
        return (await _workspace.PublishAsync(Workspace.To(twitter, discord))).As<PublishResponse>();
    }

    private async Task<PublishResponse> ScheduleAsync()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        return (await _workspace.PublishAsync(Workspace.To(twitter) with { Mode = "scheduled", ScheduledAt = Samples.Tomorrow })).As<PublishResponse>();
    }

    private Task ChangeAsync(PublishResponse post, int index, string status, long version) => PostsSuite.Service.PublishAsync(new PublicationsChanged
    {
        Changes =
        [
            new PublicationChange
            {
                PublicationId = post.Publications[index].PublicationId,
                PostId = post.PostId,
                WorkspaceId = _workspace.Id,
                Platform = post.Publications[index].Platform,
                AccountId = post.Publications[index].AccountId,
                Status = status,
                Version = version,
                Attempt = 1,
                At = TimeProvider.System.GetUtcNow(),
            },
        ],
    });

    private Task DueAsync(PublishResponse post, Guid publicationId, int attempt) => PostsSuite.Service.PublishAsync(new PublicationsDue
    {
        Publications =
        [
            new DuePublication
            {
                PublicationId = publicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, Attempt = attempt, DueAt = Samples.Tomorrow,
            },
        ],
    });

    private Task StatusBecomesAsync(PublishResponse post, string status) => Eventually.BecomesTrueAsync(
        async () => (await _workspace.GetAsync($"/api/posts/{post.PostId}")).As<PostResponse>().Status == status, PostsSuite.Patience, status);

    private static Task<string> TargetStatusAsync(Guid publicationId) =>
        PostsSuite.Service.Database.ScalarAsync<string>($"select status from post_targets where id = '{publicationId}'");

    private static IReadOnlyList<int> Attempts(Guid publicationId) =>
        [.. PostsSuite.Listener.Heard<PublishPost>(sent => sent.PublicationId == publicationId).Select(sent => sent.Attempt)];
}
