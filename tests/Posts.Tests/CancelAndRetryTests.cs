using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Tests;

public sealed class CancelAndRetryTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [TestCase("cancel", "cancelled")]
    [TestCase("retry", "queued")]
    public async Task What_results_decides_is_answered_and_kept(string action, string status)
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var post = (await _workspace.PublishAsync(Workspace.To(twitter) with { Mode = "scheduled", ScheduledAt = Samples.Tomorrow })).As<PublishResponse>();
        var publication = post.Publications.Single().PublicationId;
        PostsSuite.Service.Results.Next(HttpStatusCode.OK, JsonSerializer.Serialize(
            new PublicationStates([new PublicationState(publication, Samples.Twitter, status, true)]), StrictJson.Options));

        var answer = await _workspace.SendAsync(HttpMethod.Post, $"/api/publishing/{action}/{post.PostId}", null);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        Assert.That(
            answer.As<ChangedPublicationsResponse>().Publications,
            Is.EqualTo(new[] { new ChangedPublication(publication, Samples.Twitter, status, true) }));
        Assert.That((await _workspace.GetAsync($"/api/posts/{post.PostId}")).As<PostResponse>().Status, Is.EqualTo(status));
        var asked = PostsSuite.Service.Results.Requests[^1];
        Assert.That(asked.Uri.AbsolutePath, Is.EqualTo($"/internal/publications/{action}"));
        Assert.That(asked.Body, Does.Contain(publication.ToString()));
    }

    [Test]
    public async Task Nothing_is_changed_while_results_is_away()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var post = (await _workspace.PublishAsync(Workspace.To(twitter))).As<PublishResponse>();
        PostsSuite.Service.Results.Next(new HttpRequestException("refused"));

        var answer = await _workspace.SendAsync(HttpMethod.Post, $"/api/publishing/cancel/{post.PostId}", null);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await _workspace.GetAsync($"/api/posts/{post.PostId}")).As<PostResponse>().Status, Is.EqualTo("queued"));
    }

    [Test]
    public async Task Post_that_was_never_published_has_nothing_to_cancel()
    {
        var post = (await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hi" })).As<PostResponse>();

        var answer = await _workspace.SendAsync(HttpMethod.Post, $"/api/publishing/cancel/{post.Id}", null);

        Assert.That(answer.As<ChangedPublicationsResponse>().Publications, Is.Empty);
    }
}
