using System.Net;
using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Posts.Tests;

public sealed class PlatformTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Announced_platforms_are_listed_with_their_rules()
    {
        var platforms = (await _workspace.GetAsync("/api/publishing/platforms")).As<IReadOnlyList<PlatformResponse>>();

        var twitter = platforms.Single(platform => platform.Platform == Samples.Twitter);
        Assert.That(twitter.Alive, Is.True);
        Assert.That(twitter.Capabilities.Text.MaxLength, Is.EqualTo(280));
        Assert.That(twitter.Capabilities.Aliases, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public async Task What_can_be_taken_back_and_edited_is_listed()
    {
        var platforms = (await _workspace.GetAsync("/api/publishing/platforms")).Json.EnumerateArray().ToDictionary(
            platform => platform.GetProperty("platform").GetString()!,
            platform => platform.GetProperty("capabilities") is var capabilities
                ? (capabilities.GetProperty("can_remove").GetBoolean(), capabilities.GetProperty("can_edit").GetBoolean())
                : default);

        Assert.That((platforms[Samples.Twitter], platforms[Samples.Discord], platforms[Samples.Wide]), Is.EqualTo(((true, false), (true, true), (false, false))));
    }

    [Test]
    public async Task Preview_is_the_workers_answer()
    {
        var answer = await _workspace.PostAsync("/api/publishing/format/x", new FormatRequest { Content = "Hello" });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        var preview = answer.As<FormatResponse>();
        Assert.That(preview.Parts, Is.EqualTo(new[] { "Hello" }));
        Assert.That(preview.Counts, Is.EqualTo(new[] { new PartCount(5, 280) }));
        Assert.That(preview.Errors, Is.EqualTo(new[] { new FormatError("text", "an error") }));
    }

    [TestCase("nowhere", HttpStatusCode.NotFound)]
    [TestCase(Samples.Silent, HttpStatusCode.ServiceUnavailable)]
    public async Task Preview_without_a_worker_says_so(string platform, HttpStatusCode status)
    {
        var answer = await _workspace.PostAsync($"/api/publishing/format/{platform}", new FormatRequest { Content = "Hello" });

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    [Test]
    public async Task Api_describes_itself()
    {
        var answer = await _workspace.GetAsync("/openapi/v1.json");

        var paths = answer.Json.GetProperty("paths");
        Assert.That(paths.TryGetProperty("/api/publishing/publish", out _), Is.True);
        Assert.That(paths.TryGetProperty("/api/posts/{id}", out _), Is.True);
        Assert.That(answer.Body, Does.Not.Contain("/internal/"));
    }
}
