using System.Net;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>The link of a post goes out as a part of its text.</summary>
public sealed class LinkTests
{
    private const string Link = "https://acme.test/news";

    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [TestCase("Hello", "Hello\nhttps://acme.test/news")]
    [TestCase("Hello\n", "Hello\nhttps://acme.test/news")]
    [TestCase("", "https://acme.test/news")]
    [TestCase("See https://acme.test/news for more", "See https://acme.test/news for more")]
    [TestCase("See https://acme.test/news.", "See https://acme.test/news.")]
    [TestCase("(https://acme.test/news)", "(https://acme.test/news)")]
    [TestCase("See https://acme.test/newsletter", "See https://acme.test/newsletter\nhttps://acme.test/news")]
    [TestCase("See https://acme.test/news?id=1", "See https://acme.test/news?id=1\nhttps://acme.test/news")]
    [TestCase("https://acme.test/news.html or https://acme.test/news", "https://acme.test/news.html or https://acme.test/news")]
    public void A_text_ends_with_the_link_unless_it_has_it(string text, string sent)
    {
        var content = SentContent.WithLinkInText(new PostContent { Text = text, Link = Link });

        Assert.That(content.Text, Is.EqualTo(sent));
    }

    [TestCase(new[] { "one", "two" }, new[] { "one", "two\n" + Link })]
    [TestCase(new[] { "one " + Link, "two" }, new[] { "one " + Link, "two" })]
    public void A_thread_ends_with_the_link_unless_a_part_has_it(string[] parts, string[] sent)
    {
        var content = SentContent.WithLinkInText(new PostContent { Parts = parts, Link = Link });

        Assert.That(content.Parts, Is.EqualTo(sent));
        Assert.That(content.Text, Is.Empty);
    }

    [Test]
    public void Without_a_link_nothing_changes()
    {
        var content = new PostContent { Text = "Hello " };

        Assert.That(SentContent.WithLinkInText(content), Is.SameAs(content));
    }

    [Test]
    public async Task The_worker_gets_the_link_in_the_text()
    {
        var discord = await _workspace.ConnectAsync(Samples.Discord);

        var answer = await _workspace.PublishAsync(To(discord, "Hello"));

        var postId = answer.As<PublishResponse>().PostId;
        await Eventually.BecomesTrueAsync(() => Commands(postId).Count == 1, PostsSuite.Patience);
        Assert.That(Commands(postId).Single().Content.Text, Is.EqualTo("Hello\n" + Link));
    }

    [Test]
    public async Task The_link_counts_against_the_limit()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);

        var answer = await _workspace.PublishAsync(To(twitter, new string('a', 280)));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
        Assert.That(answer.ErrorAt("post.content"), Does.Contain($"{280 + 1 + Link.Length} of 280"));
    }

    [Test]
    public async Task The_preview_shows_the_link()
    {
        var answer = await _workspace.PostAsync("/api/publishing/format/twitter", new FormatRequest { Content = "Hello", Link = Link });

        Assert.That(answer.As<FormatResponse>().Parts, Is.EqualTo(new[] { "Hello\n" + Link }));
    }

    private static PublishRequest To(Guid account, string text) => Workspace.To(account) with
    {
        Post = new PostRequest { Content = text, Link = Link },
    };

    private static IReadOnlyList<PublishPost> Commands(Guid postId) => PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == postId);
}
