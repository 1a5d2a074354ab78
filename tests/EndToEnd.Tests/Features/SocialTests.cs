using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Faults;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>LinkedIn, Facebook and Instagram: connected by consent, published with files, and read back where an answer is lost.</summary>
public sealed class SocialTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [TestCase("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:")]
    [TestCase("facebook", "https://www.facebook.com/")]
    [TestCase("twitter", "https://x.com/")]
    public async Task A_post_with_a_picture_stands_at_the_platform(string platform, string address)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var text = Publisher.NewText("A picture (of us)");
        await using var file = new FileSource([1, 2, 3, 4]);

        var (status, url) = await PublishAsync(account, text, file.Url);

        var post = (await Suite.Sandbox.PostsOfAsync(account)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo("published"));
            Assert.That(url, Does.StartWith(address));
            Assert.That(post.Text, Is.EqualTo(text));
        });
    }

    [Test]
    public async Task A_carousel_stands_on_Instagram_once()
    {
        var account = await Client.ConnectByConsentAsync("instagram");
        var text = Publisher.NewText("Our week");

        var (status, url) = await PublishAsync(account, text, "https://files.example/one.jpg", "https://files.example/clip.mp4");

        Assert.That(status, Is.EqualTo("published"));
        Assert.That(url, Does.StartWith("https://www.instagram.com/p/"));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Single().Text, Is.EqualTo(text));
    }

    [Test]
    public async Task A_lost_answer_of_X_to_a_post_with_a_picture_is_found_by_its_text()
    {
        var account = await Client.ConnectTwitterAsync();
        var text = Publisher.NewText("Lost with a picture");
        await using var file = new FileSource([1, 2, 3, 4]);
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "reset_after_accept", account = account.SandboxName });

        var (status, _) = await PublishAsync(account, text, file.Url);

        Assert.That(status, Is.EqualTo("published"));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(post => post.Text), Is.EqualTo(new[] { text }));
    }

    [Test]
    public async Task A_link_to_X_is_warned_of_before_it_is_published()
    {
        var account = await Client.ConnectTwitterAsync();

        var preview = await Client.PostAsync("/api/publishing/format/twitter", new FormatRequest { Content = "See https://example.com" });
        var (linked, plain) = (await TryAsync("See https://example.com"), await TryAsync("See nothing"));

        Assert.Multiple(() =>
        {
            Assert.That(preview.Json.GetProperty("warnings")[0].GetString(), Does.Contain("higher price"));
            Assert.That(linked.Json.GetProperty("warnings")[0].GetString(), Does.StartWith("twitter: ").And.Contain("higher price"));
            Assert.That(plain.Body, Does.Not.Contain("price"));
        });

        Task<Answer> TryAsync(string text) => Client.PostAsync(
            "/api/publishing/publish?dry_run=true", new PublishRequest { Post = new() { Content = text }, Targets = [Publisher.To(account)] });
    }

    [Test]
    public async Task An_answer_on_X_hangs_under_its_post_and_is_found_there_when_the_platform_says_nothing()
    {
        var account = await Client.ConnectTwitterAsync();
        var first = Publisher.NewText("A question");
        await PublishAsync(account, first);
        var asked = (await Suite.Sandbox.PostsOfAsync(account)).Single();
        var text = Publisher.NewText("An answer");
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "reset_after_accept", account = account.SandboxName });

        var (status, detail) = await PublishAsync(account, text, new { reply_to_post_id = $"https://x.com/{account.SandboxName}/status/{asked.Id}" });

        var posts = await Suite.Sandbox.PostsOfAsync(account);
        Assert.That(status, Is.EqualTo("published"), detail);
        Assert.That(posts.Select(post => (post.Text, post.ReplyTo)), Is.EqualTo(new[] { (first, null), (text, asked.Id) }));
    }

    [Test]
    public async Task That_X_does_not_let_the_application_quote_is_said()
    {
        var account = await Client.ConnectTwitterAsync();

        var (status, detail) = await PublishAsync(account, Publisher.NewText("A quote"), new { quote_post_id = "1445880548472328192" });

        Assert.That(status, Is.EqualTo("failed"));
        Assert.That(detail, Does.Contain("403"));
    }

    [TestCase("facebook", null)]
    [TestCase("instagram", "https://files.example/one.jpg")]
    public async Task A_lost_answer_is_found_at_the_platform_and_nothing_is_posted_twice(string platform, string? file)
    {
        var account = await Client.ConnectByConsentAsync(platform);
        var text = Publisher.NewText("Lost");
        await Suite.Sandbox.AddFaultAsync(new { platform, kind = "reset_after_accept", account = account.SandboxName });

        var (status, _) = await PublishAsync(account, text, file is null ? [] : [file]);

        Assert.That(status, Is.EqualTo("published"));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(post => post.Text), Is.EqualTo(new[] { text }));
    }

    private Task<(string Status, string? Url)> PublishAsync(ConnectedAccount account, string text, params string[] files) =>
        PublishAsync(account, text, null, files);

    private async Task<(string Status, string? Url)> PublishAsync(ConnectedAccount account, string text, object? options, params string[] files)
    {
        var accepted = await Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text, Media = [.. files.Select(file => new MediaRequest { Url = file })] },
            Targets = [Publisher.To(account) with { Options = options is null ? null : JsonSerializer.SerializeToElement(options) }],
        });
        var publication = await Eventually.GetAsync(
            async () => (await Client.StatusAsync(accepted.PostId)).Publications.SingleOrDefault(one => one.Status is "published" or "failed"),
            Patience,
            $"{account.Platform} has settled");
        return (publication.Status, publication.ExternalUrl ?? publication.Problem?.Detail);
    }
}
