using System.Net;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>One long text that is to be a thread.</summary>
public sealed class ThreadTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("word", 150));

    private Workspace _workspace = null!;
    private Guid _twitter;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _twitter = await _workspace.ConnectAsync(Samples.Twitter);
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Text_is_sent_in_the_parts_that_the_preview_shows()
    {
        var preview = await _workspace.PostAsync(
            "/api/publishing/format/twitter", new FormatRequest { Content = Long, ContentType = "thread", Numbered = true, Link = "https://example.com/1" });
        var post = (await _workspace.PublishAsync(ThreadOf(new() { Text = Long, Numbered = true }))).As<PublishResponse>();

        await Eventually.BecomesTrueAsync(() => Sent(post).Count == 1, PostsSuite.Patience);
        var parts = Sent(post)[0].Content.Parts;
        Assert.That(parts, Has.Count.EqualTo(3));
        Assert.That(parts.Select(part => part.Length), Is.All.LessThanOrEqualTo(280));
        Assert.That(parts[2], Does.EndWith("https://example.com/1 3/3"));
        Assert.That(preview.As<FormatResponse>().Parts, Is.EqualTo(parts));
    }

    [Test]
    public async Task Parts_that_were_written_get_their_numbers_too()
    {
        var post = (await _workspace.PublishAsync(ThreadOf(new() { Parts = ["One", "Two"], Numbered = true }))).As<PublishResponse>();

        await Eventually.BecomesTrueAsync(() => Sent(post).Count == 1, PostsSuite.Patience);
        Assert.That(Sent(post)[0].Content.Parts, Is.EqualTo(new[] { "One 1/2", "Two\nhttps://example.com/1 2/2" }));
    }

    [Test]
    public async Task Text_for_more_parts_than_the_platform_takes_is_refused_where_it_was_written()
    {
        var answer = await _workspace.PublishAsync(ThreadOf(new() { Text = string.Join(' ', Enumerable.Repeat("word", 1600)) }));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
        Assert.That(answer.ErrorAt("post.variants.twitter.text"), Does.Contain("of 25 parts"));
    }

    private PublishRequest ThreadOf(VariantRequest variant) => new()
    {
        Post = new PostRequest
        {
            Content = "Unused", Link = "https://example.com/1", Variants = new Dictionary<string, VariantRequest> { [Samples.Twitter] = variant },
        },
        Targets = [new() { AccountId = _twitter, ContentType = "thread" }],
    };

    private static IReadOnlyList<PublishPost> Sent(PublishResponse post) =>
        PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == post.PostId);
}
