using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The first comment stands under its post, once; where it does not, the post stands all the same and the user learns why.</summary>
public sealed class FirstCommentTests : OneUser
{
    private const string Picture = "https://files.example/one.jpg";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [TestCase("facebook")]
    [TestCase("instagram")]
    [TestCase("linkedin")]
    public async Task It_stands_under_the_post(string platform)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var (text, comment) = (Publisher.NewText("A post"), Publisher.NewText("A comment"));

        var publication = await PublishAsync(account, text, comment);

        var posts = await Suite.Sandbox.PostsOfAsync(account);
        Assert.Multiple(() =>
        {
            Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
            Assert.That(posts.Select(post => (post.Text, post.ReplyTo)), Is.EqualTo(new[] { (text, null), (comment, publication.ExternalId) }));
            Assert.That(publication.Steps[^1].Name, Is.EqualTo("comment"));
            Assert.That(publication.Attempts[^1].Detail, Is.Null);
        });
    }

    [TestCase("facebook")]
    [TestCase("instagram")]
    [TestCase("linkedin")]
    public async Task A_refused_comment_leaves_the_post_published_and_the_status_says_why(string platform)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var text = Publisher.NewText("A post");
        await Suite.Sandbox.AddFaultAsync(new { platform, kind = "status", status = 403, account = account.SandboxName, path = "*/comments" });

        var publication = await PublishAsync(account, text, "Not here");

        var posts = await Suite.Sandbox.PostsOfAsync(account);
        Assert.Multiple(() =>
        {
            Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
            Assert.That(publication.Problem, Is.Null);
            Assert.That(publication.Attempts[^1].Detail, Does.Contain("The post stands. The first comment was refused: "));
            Assert.That(publication.Steps[^1].State, Is.EqualTo("refused"));
            Assert.That(posts.Select(post => post.Text), Is.EqualTo(new[] { text }));
        });
    }

    [TestCase("facebook")]
    [TestCase("instagram")]
    public async Task A_comment_whose_answer_was_lost_is_found_and_not_written_twice(string platform)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var (text, comment) = (Publisher.NewText("A post"), Publisher.NewText("A comment"));
        await Suite.Sandbox.AddFaultAsync(new { platform, kind = "reset_after_accept", account = account.SandboxName, path = "*/comments" });

        var publication = await PublishAsync(account, text, comment);

        Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
        Assert.That(publication.Attempts[0].Result, Is.EqualTo("unknown"));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(post => post.Text), Is.EqualTo(new[] { text, comment }));
    }

    [TestCase("facebook")]
    [TestCase("instagram")]
    [TestCase("linkedin")]
    public async Task A_post_whose_comment_waits_for_another_try_is_published_when_it_is_cancelled(string platform)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var text = Publisher.NewText("A post");
        await Suite.Sandbox.AddFaultAsync(new { platform, kind = "rate_limit", account = account.SandboxName, path = "*/comments", retry_after = 1800 });
        var postId = (await Client.PublishAsync(
            RequestFor(account, "post", text, new { first_comment = "Later" }, platform == "instagram" ? Picture : null))).PostId;
        PublicationResponse waiting = null!;
        await Eventually.BecomesTrueAsync(
            async () => (waiting = (await Client.StatusAsync(postId)).Publications.Single()) is { Status: "scheduled", NextTryAt: not null }, Patience);

        var cancelled = await Client.PostAsync($"/api/publishing/cancel/{postId}");

        var status = await Client.StatusAsync(postId);
        var publication = status.Publications.Single();
        var told = cancelled.Json.GetProperty("publications")[0];
        Assert.Multiple(() =>
        {
            Assert.That(waiting.ExternalUrl, Is.Not.Null, "it stands while it waits");
            Assert.That((told.GetProperty("status").GetString(), told.GetProperty("changed").GetBoolean()), Is.EqualTo(("published", true)), cancelled.Body);
            Assert.That((status.Status, publication.Status, publication.Problem), Is.EqualTo(("published", "published", (PublicationProblem?)null)));
            Assert.That((publication.ExternalId, publication.ExternalUrl), Is.EqualTo((waiting.ExternalId, waiting.ExternalUrl)));
            Assert.That(publication.Attempts[^1].Detail, Does.StartWith("The post stands. Its comment was not made: it was cancelled"));
        });
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(post => post.Text), Is.EqualTo(new[] { text }));
        await Eventually.BecomesTrueAsync(async () => (await Client.PostAsync(postId)).Status == "published", Patience);
    }

    [Test]
    public async Task What_takes_no_comment_is_refused_where_the_option_stands()
    {
        var account = await Client.ConnectByConsentAsync("facebook");

        var draft = await TryAsync(account, "post", new { first_comment = "Later", draft = true });
        var story = await TryAsync(account, "story", new { first_comment = "Later" });
        var tooLong = await TryAsync(account, "post", new { first_comment = new string('a', 8001) });

        Assert.Multiple(() =>
        {
            Assert.That(draft.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), draft.Body);
            Assert.That(draft.Errors["targets[0].options.first_comment"], Does.Contain("not together with draft"));
            Assert.That(story.Errors["targets[0].options.first_comment"], Does.Contain("not with a story"));
            Assert.That(tooLong.Errors["targets[0].options.first_comment"], Does.Contain("8001 of 8000 characters"));
        });
    }

    [Test]
    public async Task A_story_of_a_page_whose_answer_was_lost_is_found_by_its_photo()
    {
        var account = await Client.ConnectByConsentAsync("facebook");
        await Suite.Sandbox.AddFaultAsync(new { platform = "facebook", kind = "reset_after_accept", account = account.SandboxName });
        await using var file = new Faults.FileSource([1, 2, 3, 4]);

        var accepted = await Client.PublishAsync(RequestFor(account, "story", "", null, file.Url));
        var publication = (await Client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();

        Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
        Assert.That(publication.ExternalUrl, Does.StartWith("https://www.facebook.com/stories/"));
        Assert.That(await Suite.Sandbox.PostsOfAsync(account), Has.Count.EqualTo(1));
    }

    private async Task<PublicationResponse> PublishAsync(ConnectedAccount account, string text, string comment)
    {
        var accepted = await Client.PublishAsync(
            RequestFor(account, "post", text, new { first_comment = comment }, account.Platform == "instagram" ? Picture : null));
        return (await Client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();
    }

    private Task<Answer> TryAsync(ConnectedAccount account, string contentType, object options) => Client.PostAsync(
        "/api/publishing/publish?dry_run=true", RequestFor(account, contentType, Publisher.NewText("A post"), options, Picture));

    private static PublishRequest RequestFor(ConnectedAccount account, string contentType, string text, object? options, string? file) => new()
    {
        Post = new() { Content = text, Media = file is null ? null : [new() { Url = file, ContentType = "image/jpeg" }] },
        Targets =
        [
            Publisher.To(account) with { ContentType = contentType, Options = options is null ? null : JsonSerializer.SerializeToElement(options) },
        ],
    };
}
