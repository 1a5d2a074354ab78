using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

public sealed class PublishTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Immediate_post_goes_to_every_target_once()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter, "Bird");
        var discord = await _workspace.ConnectAsync(Samples.Discord, "Room");
        var request = Workspace.To(twitter, discord) with
        {
            Post = new PostRequest
            {
                Content = "For all",
                Variants = new Dictionary<string, VariantRequest>
                {
                    ["x"] = new() { Parts = ["one", "two"] },
                    [Samples.Discord] = new() { Options = JsonElement.Parse("""{"silent":true}""") },
                },
            },
        };

        var answer = await _workspace.PublishAsync(request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        var accepted = answer.As<PublishResponse>();
        Assert.That(answer.Location, Is.EqualTo($"/api/publishing/status/{accepted.PostId}"));
        Assert.That(accepted.Status, Is.EqualTo("queued"));
        await Eventually.BecomesTrueAsync(() => Commands(accepted.PostId).Count == 2, PostsSuite.Patience);
        var toTwitter = Commands(accepted.PostId).Single(command => command.Platform == Samples.Twitter);
        var toDiscord = Commands(accepted.PostId).Single(command => command.Platform == Samples.Discord);
        Assert.Multiple(() =>
        {
            Assert.That(toTwitter.Content.Parts, Is.EqualTo(new[] { "one", "two" }));
            Assert.That(toTwitter.Content.Text, Is.Empty);
            Assert.That(toTwitter.ContentType, Is.EqualTo("thread"));
            Assert.That(toTwitter.Attempt, Is.EqualTo(1));
            Assert.That(toDiscord.Content.Text, Is.EqualTo("For all"));
            Assert.That(toDiscord.Options!.Value.GetProperty("silent").GetBoolean(), Is.True);
            Assert.That(toDiscord.AccountId, Is.EqualTo(discord));
        });
        await Eventually.BecomesTrueAsync(() => Requested(accepted.PostId).Count == 1, PostsSuite.Patience);
        Assert.That(
            Requested(accepted.PostId).Single().Publications.Select(publication => publication.PublicationId),
            Is.EquivalentTo(accepted.Publications.Select(publication => publication.PublicationId)));
    }

    [Test]
    public async Task Scheduled_post_is_handed_to_the_scheduler_and_not_to_workers()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);

        var answer = await _workspace.PublishAsync(Workspace.To(twitter) with { Mode = "scheduled", ScheduledAt = Samples.Tomorrow });

        var accepted = answer.As<PublishResponse>();
        Assert.That(accepted.Publications.Single().Status, Is.EqualTo("scheduled"));
        await Eventually.BecomesTrueAsync(() => Entries(accepted.PostId).Count == 1 && Requested(accepted.PostId).Count == 1, PostsSuite.Patience);
        Assert.That(Entries(accepted.PostId).Single().DueAt, Is.EqualTo(Samples.Tomorrow).Within(TimeSpan.FromMicroseconds(1)));
        Assert.That(Commands(accepted.PostId), Is.Empty);
    }

    [Test]
    public async Task Draft_is_kept_and_nothing_is_sent_until_it_is_published()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);

        var draft = (await _workspace.PublishAsync(Workspace.To(twitter) with { Mode = "draft" })).As<PublishResponse>();

        Assert.That(draft.Status, Is.EqualTo("draft"));
        Assert.That(await _workspace.CountAsync($"select count(*) from outbox_messages where body like '%{draft.PostId}%'"), Is.Zero);
        var published = await _workspace.PublishAsync(new PublishRequest { PostId = draft.PostId });
        Assert.That(published.Status, Is.EqualTo(HttpStatusCode.Accepted), published.Body);
        await Eventually.BecomesTrueAsync(() => Commands(draft.PostId).Count == 1, PostsSuite.Patience);
        Assert.That(
            Commands(draft.PostId).Single().PublicationId,
            Is.EqualTo(published.As<PublishResponse>().Publications.Single().PublicationId));
        Assert.That(await _workspace.CountAsync($"select count(*) from post_targets where post_id = '{draft.PostId}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Problems_of_all_targets_are_answered_at_once_and_nothing_is_stored_or_sent()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var discord = await _workspace.ConnectAsync(Samples.Discord);
        var stranger = Guid.CreateVersion7();
        var request = new PublishRequest
        {
            Post = new PostRequest
            {
                Content = new string('a', 2001),
                Variants = new Dictionary<string, VariantRequest>
                {
                    [Samples.Twitter] = new() { Parts = ["fine", new string('b', 281)] },
                },
            },
            Targets =
            [
                new TargetRequest { AccountId = twitter, ContentType = "carousel" },
                new TargetRequest { AccountId = discord, Options = JsonElement.Parse("""{"loud":true}""") },
                new TargetRequest { AccountId = stranger },
            ],
        };

        var answer = await _workspace.PublishAsync(request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
        Assert.That(answer.ErrorFields, Is.EquivalentTo(new[]
        {
            "post.content",
            "post.variants.twitter.parts[1]",
            "targets[0].content_type",
            "targets[1].options.loud",
            "targets[2].account_id",
        }));
        Assert.That(answer.ErrorAt("targets[2].account_id"), Does.Contain(stranger.ToString()));
        Assert.That(answer.ErrorAt("post.content"), Does.Contain("discord").And.Contain("2001").And.Contain("2000"));
        Assert.That(await _workspace.PostsAsync(), Is.Zero);
    }

    [Test]
    public async Task Dry_run_says_whom_it_would_reach_and_stores_nothing()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter, "Bird");

        var answer = await _workspace.PostAsync("/api/publishing/publish?dry_run=true", Workspace.To(twitter));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        Assert.That(answer.As<DryRunResponse>().Targets, Is.EqualTo(new[] { new DryRunTarget(Samples.Twitter, twitter, "Bird") }));
        Assert.That(await _workspace.PostsAsync(), Is.Zero);
    }

    [Test]
    public async Task Platform_stands_for_each_of_its_accounts_under_every_name()
    {
        var one = await _workspace.ConnectAsync(Samples.Twitter, "One");
        var two = await _workspace.ConnectAsync(Samples.Twitter, "Two");

        var answer = await _workspace.PublishAsync(new PublishRequest { Post = new PostRequest { Content = "Hi" }, Platforms = ["x"] });

        Assert.That(
            answer.As<PublishResponse>().Publications.Select(publication => publication.AccountId), Is.EquivalentTo(new[] { one, two }));
    }

    [Test]
    public async Task Unknown_platforms_and_those_without_an_account_are_named()
    {
        var answer = await _workspace.PublishAsync(new PublishRequest
        {
            Post = new PostRequest { Content = "Hi" },
            Platforms = ["nowhere", Samples.Discord],
        });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer.ErrorAt("platforms[0]"), Does.Contain("nowhere").And.Contain(Samples.Twitter));
        Assert.That(answer.ErrorAt("platforms[1]"), Does.Contain(Samples.Discord));
    }

    [Test]
    public async Task Request_that_contradicts_itself_is_refused_with_all_reasons()
    {
        var answer = await _workspace.PublishAsync(new PublishRequest
        {
            PostId = Guid.CreateVersion7(),
            Post = new PostRequest { Title = new string('t', 301), Link = "javascript:alert(1)" },
            Targets = [],
            Mode = "scheduled",
            ScheduledAt = TimeProvider.System.GetUtcNow().AddSeconds(-1),
        });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.ErrorFields, Is.EquivalentTo(new[] { "post", "post.title", "post.link", "targets", "scheduled_at" }));
    }

    [Test]
    public async Task Account_of_another_workspace_looks_like_none()
    {
        using var other = new Workspace();
        var foreign = await other.ConnectAsync(Samples.Twitter);

        var answer = await _workspace.PublishAsync(Workspace.To(foreign));

        Assert.That(answer.ErrorAt("targets[0].account_id"), Is.EqualTo($"there is no connected account {foreign}"));
    }

    [Test]
    public async Task Post_goes_to_an_account_only_once()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter, "Bird");
        var post = (await _workspace.PublishAsync(Workspace.To(twitter))).As<PublishResponse>();

        var again = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            _workspace.PublishAsync(new PublishRequest { PostId = post.PostId, Platforms = [Samples.Twitter] })));

        Assert.That(again.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.Conflict));
        Assert.That(again[0].Code, Is.EqualTo("already_published"));
        Assert.That(again[0].Body, Does.Contain("Bird"));
        Assert.That(await _workspace.CountAsync($"select count(*) from post_targets where post_id = '{post.PostId}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_at_the_same_moment_publish_an_existing_post_once()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var post = (await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" })).As<PostResponse>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _workspace.PublishAsync(
            new PublishRequest { PostId = post.Id, Targets = [new TargetRequest { AccountId = twitter }] })));

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Accepted), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Conflict), Is.EqualTo(19));
    }

    [Test]
    public async Task Account_that_needs_attention_is_refused_until_it_is_connected_again()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter, "Bird");
        await PostsSuite.Service.PublishAsync(new Contracts.Accounts.AccountNeedsAttention
        {
            AccountId = twitter, WorkspaceId = _workspace.Id, Platform = Samples.Twitter, Reason = "revoked", Version = 2,
        });
        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync($"select count(*) from accounts where id = '{twitter}' and status = 'needs_attention'") == 1,
            PostsSuite.Patience);

        var answer = await _workspace.PublishAsync(Workspace.To(twitter));

        Assert.That(answer.ErrorAt("targets[0]"), Does.Contain("Bird"));
    }

    [Test]
    public async Task Key_without_the_scope_is_refused()
    {
        using var client = PostsSuite.Service.ClientOf(_workspace.Id, "read");

        using var response = await client.PostAsync("/api/publishing/publish", new StringContent("{}", null, "application/json"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static IReadOnlyList<PublishPost> Commands(Guid postId) =>
        PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == postId);

    private static IReadOnlyList<PublicationsRequested> Requested(Guid postId) =>
        PostsSuite.Listener.Heard<PublicationsRequested>(requested => requested.PostId == postId);

    private static IReadOnlyList<ScheduleEntry> Entries(Guid postId) =>
        [.. PostsSuite.Listener.Heard<SchedulePublications>(_ => true).SelectMany(message => message.Entries).Where(entry => entry.PostId == postId)];
}
