using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>What has not ended is asked after, however it was lost.</summary>
public sealed class ReminderTests
{
    private Workspace _workspace = null!;
    private Guid _twitter;
    private Guid _discord;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _twitter = await _workspace.ConnectAsync(Samples.Twitter);
        _discord = await _workspace.ConnectAsync(Samples.Discord);
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Results_is_reminded_of_what_has_not_ended_until_it_has()
    {
        var post = await PublishAsync(Workspace.To(_twitter, _discord));
        await TellAsync(Change(post, Samples.Twitter, PublicationStatus.Published, version: 3));
        await StatusBecomesAsync(post, Samples.Twitter, PublicationStatus.Published);

        await LookAsync(post);

        await Eventually.BecomesTrueAsync(() => Reminders(post).Count == 1, PostsSuite.Patience);
        Assert.That(Reminders(post)[0].WorkspaceId, Is.EqualTo(_workspace.Id));
        Assert.That(Reminders(post)[0].Publications.Select(one => (one.PublicationId, one.Platform)), Is.EqualTo(new[] { (Of(post, Samples.Discord).PublicationId, Samples.Discord) }));

        await TellAsync(Change(post, Samples.Discord, PublicationStatus.Failed, version: 3));
        await StatusBecomesAsync(post, Samples.Discord, PublicationStatus.Failed);
        await LookAsync(post);

        await Eventually.BecomesTrueAsync(async () => await RowsAsync(post) == 0, PostsSuite.Patience);
        Assert.That(Reminders(post), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Planned_post_is_asked_after_once_and_then_not_before_its_time()
    {
        var post = await PublishAsync(Workspace.To(_twitter) with { Mode = PublishMode.Scheduled, ScheduledAt = Samples.Tomorrow });

        await LookAsync(post);

        await Eventually.BecomesTrueAsync(() => Reminders(post).Count == 1, PostsSuite.Patience);
        Assert.That(Reminders(post)[0].Publications.Single().DueAt, Is.EqualTo(Samples.Tomorrow).Within(TimeSpan.FromMilliseconds(1)));
        var next = await PostsSuite.Service.Database.ScalarAsync<DateTime>($"select check_at from unsettled_posts where post_id = '{post.PostId}'");
        Assert.That(new DateTimeOffset(next), Is.GreaterThan(Samples.Tomorrow));
    }

    [Test]
    public async Task Draft_is_not_asked_after()
    {
        var post = await PublishAsync(Workspace.To(_twitter) with { Mode = PublishMode.Draft });

        Assert.That(await RowsAsync(post), Is.Zero);
    }

    [Test]
    public async Task Deleted_post_is_forgotten()
    {
        var post = await PublishAsync(Workspace.To(_twitter));
        await PostsSuite.Service.Database.ExecuteAsync($"delete from posts where id = '{post.PostId}'");

        await LookAsync(post);

        await Eventually.BecomesTrueAsync(async () => await RowsAsync(post) == 0, PostsSuite.Patience);
    }

    [Test]
    public async Task Wait_that_results_still_sees_although_it_is_over_is_ended_again()
    {
        var post = await PublishAsync(new PublishRequest
        {
            Post = new PostRequest { Content = "Hello" },
            Targets = [new() { AccountId = _discord }, new() { AccountId = _twitter, DependsOn = new() { AccountId = _discord } }],
        });
        await TellAsync(Change(post, Samples.Discord, PublicationStatus.Published, version: 3));
        await Eventually.BecomesTrueAsync(() => Releases(post) == 1, PostsSuite.Patience);

        await TellAsync(Change(post, Samples.Twitter, PublicationStatus.Scheduled, version: 0) with { Category = FailureCategories.Waiting });

        await Eventually.BecomesTrueAsync(() => Releases(post) == 2, PostsSuite.Patience);
    }

    private async Task<PublishResponse> PublishAsync(PublishRequest request) => (await _workspace.PublishAsync(request)).As<PublishResponse>();

    private PublicationChange Change(PublishResponse post, string platform, string status, long version) => new()
    {
        PublicationId = Of(post, platform).PublicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, Platform = platform,
        AccountId = Of(post, platform).AccountId, Status = status, Version = version, Attempt = 1, At = TimeProvider.System.GetUtcNow(),
    };

    private static Task TellAsync(PublicationChange change) => PostsSuite.Service.PublishAsync(new PublicationsChanged { Changes = [change] });

    /// <summary>As if its time to be looked at had come.</summary>
    private static Task LookAsync(PublishResponse post) =>
        PostsSuite.Service.Database.ExecuteAsync($"update unsettled_posts set check_at = now() where post_id = '{post.PostId}'");

    private static Task<long> RowsAsync(PublishResponse post) =>
        PostsSuite.Service.Database.ScalarAsync<long>($"select count(*) from unsettled_posts where post_id = '{post.PostId}'");

    private static Task StatusBecomesAsync(PublishResponse post, string platform, string status) => Eventually.BecomesTrueAsync(
        async () => await PostsSuite.Service.Database.ScalarAsync<string>($"select status from post_targets where id = '{Of(post, platform).PublicationId}'") == status,
        PostsSuite.Patience);

    private static List<AwaitedPost> Reminders(PublishResponse post) =>
        [.. PostsSuite.Listener.Heard<PublicationsAwaited>(_ => true).SelectMany(message => message.Posts).Where(one => one.PostId == post.PostId)];

    private static int Releases(PublishResponse post) => PostsSuite.Listener.Heard<PublicationsReleased>(_ => true)
        .SelectMany(message => message.Publications).Count(one => one.PostId == post.PostId && one.Platform == Samples.Twitter);

    private static AcceptedPublication Of(PublishResponse post, string platform) => post.Publications.Single(one => one.Platform == platform);
}
