using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The time of a publication runs out while only its first comment is missing: in a suite of its own, where that time is short.</summary>
public sealed class LateCommentTests
{
    private const string Platform = "linkedin";
    private const string Worker = "publisher-" + Platform;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private SuiteUnderTest _suite = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _suite = await SuiteUnderTest.StartAsync(new Dictionary<string, string> { ["Results__Lifetime"] = "00:00:15" });

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [Test]
    public async Task The_post_is_told_of_as_published_although_no_worker_came_back_for_the_comment()
    {
        using var client = await _suite.RegisterAsync();
        var account = await client.ConnectByConsentAsync(Platform);
        var text = Publisher.NewText("A post");
        await _suite.Sandbox.AddFaultAsync(
            new { platform = Platform, kind = "rate_limit", account = account.SandboxName, path = "*/comments", retry_after = 6 });
        var postId = (await client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Targets = [Publisher.To(account) with { ContentType = "post", Options = JsonSerializer.SerializeToElement(new { first_comment = "Later" }) }],
        })).PostId;
        PublicationResponse waiting = null!;
        await Eventually.BecomesTrueAsync(
            async () => (waiting = (await client.StatusAsync(postId)).Publications.Single()) is { Status: "scheduled", NextTryAt: not null }, Patience);
        await _suite.Processes.Suite.KillAsync(Worker);

        var publication = (await client.WaitUntilSettledAsync(postId, Patience)).Publications.Single();
        await _suite.ReviveAsync(Worker);

        Assert.Multiple(() =>
        {
            Assert.That((publication.Status, publication.Problem), Is.EqualTo(("published", (PublicationProblem?)null)));
            Assert.That(publication.ExternalUrl, Is.Not.Null.And.EqualTo(waiting.ExternalUrl));
            Assert.That(publication.Attempts[^1].Detail, Does.StartWith("The post stands. Its comment was not made: "));
            Assert.That(publication.PublishedAt, Is.LessThan(waiting.NextTryAt!.Value), "when the platform took it");
        });
        Assert.That((await _suite.Sandbox.PostsOfAsync(account)).Select(post => post.Text), Is.EqualTo(new[] { text }));
    }
}
