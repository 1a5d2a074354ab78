using System.Net;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Posts.Tests;

public sealed class IdempotencyTests
{
    private Workspace _workspace = null!;
    private (string, string) _key;

    [SetUp]
    public void SetUp()
    {
        _workspace = new Workspace();
        _key = ("Idempotency-Key", Guid.NewGuid().ToString());
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Two_hundred_identical_requests_at_once_make_one_post()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var request = Workspace.To(twitter);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _workspace.PublishAsync(request, _key)));

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.Accepted));
        Assert.That(answers.Select(answer => answer.Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers.Select(answer => answer.Location).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await _workspace.PostsAsync(), Is.EqualTo(1));
        var post = answers[0].As<PublishResponse>();
        await Eventually.BecomesTrueAsync(() => Commands(post.PostId) == 1, PostsSuite.Patience);
        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync("select count(*) from outbox_messages") == 0, PostsSuite.Patience);
        Assert.That(Commands(post.PostId), Is.EqualTo(1));
    }

    [Test]
    public async Task Created_post_is_answered_again_with_its_etag()
    {
        var first = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);

        var second = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(first.ETag, Is.Not.Null);
        Assert.That(second, Is.EqualTo(first));
        Assert.That((await _workspace.GetAsync(first.Location!)).ETag, Is.EqualTo(first.ETag));
        Assert.That(await _workspace.PostsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Same_key_with_another_body_or_endpoint_is_refused()
    {
        await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);

        var body = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Ho" }, _key);
        var endpoint = await _workspace.PublishAsync(Workspace.To(twitter), _key);

        foreach (var answer in new[] { body, endpoint })
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
            Assert.That(answer.Code, Is.EqualTo("idempotency_key_reused"));
        }
    }

    [Test]
    public async Task Key_of_another_workspace_is_another_key()
    {
        using var other = new Workspace();

        var mine = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);
        var theirs = await other.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);

        Assert.That(theirs.As<PostResponse>().Id, Is.Not.EqualTo(mine.As<PostResponse>().Id));
    }

    [Test]
    public async Task What_was_accepted_is_answered_so_even_when_it_would_be_refused_now()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var first = await _workspace.PublishAsync(Workspace.To(twitter), _key);
        await PostsSuite.Service.PublishAsync(new AccountDisconnected
        {
            AccountId = twitter, WorkspaceId = _workspace.Id, Platform = Samples.Twitter, Version = 2,
        });
        await Eventually.BecomesTrueAsync(
            async () => (await _workspace.PublishAsync(Workspace.To(twitter))).Status == HttpStatusCode.UnprocessableEntity, PostsSuite.Patience);

        var again = await _workspace.PublishAsync(Workspace.To(twitter), _key);

        Assert.That(again, Is.EqualTo(first));
    }

    [Test]
    public async Task Key_is_forgotten_after_a_day()
    {
        await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, _key);
        await PostsSuite.Service.Database.ExecuteAsync(
            $"update idempotency_keys set created_at = created_at - interval '24 hours' where workspace_id = '{_workspace.Id}'");

        PostsSuite.Service.Services.GetServices<IHostedService>().OfType<IdempotencySweep>().Single().Wake();

        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync($"select count(*) from idempotency_keys where workspace_id = '{_workspace.Id}'") == 0,
            PostsSuite.Patience);
    }

    [TestCase("with space")]
    [TestCase(null)]
    public async Task Key_that_is_none_is_refused(string? key)
    {
        key ??= new string('k', 256);

        var answer = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" }, ("Idempotency-Key", key));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static int Commands(Guid postId) => PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == postId).Count;
}
