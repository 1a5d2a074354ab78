using System.Net;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Tests.Support;

namespace ContentMultiplier.Media.Tests;

[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class RenditionTests(string store)
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.On(store));

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_picture_is_brought_to_the_type_the_size_and_the_bytes_of_a_platform()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);

        var answer = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/narrow");

        var header = ImageHeader.Read(new MemoryStream(answer.Body), FileKinds.Jpeg)!;
        Assert.Multiple(() =>
        {
            Assert.That(answer.ContentType, Is.EqualTo("image/jpeg"));
            Assert.That(answer.Body, Has.Length.LessThanOrEqualTo(40_000));
            Assert.That(header.Width, Is.LessThanOrEqualTo(400).And.GreaterThanOrEqualTo(200));
            Assert.That(answer.Headers["Content-Disposition"], Does.Contain("picture.jpg"));
        });
    }

    [Test]
    public async Task Row_89_a_picture_stands_upright_and_says_nothing_about_where_it_was_taken()
    {
        var media = await _workspace.UploadedAsync(Samples.TurnedJpeg, "a.jpg");

        var answer = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/open");

        var header = ImageHeader.Read(new MemoryStream(answer.Body), FileKinds.Jpeg)!;
        Assert.Multiple(() =>
        {
            Assert.That(Samples.TurnedJpeg.AsSpan().IndexOf("Secret place"u8), Is.Positive);
            Assert.That((header.Width, header.Height), Is.EqualTo((600, 800)));
            Assert.That(answer.Body.AsSpan().IndexOf("Exif"u8), Is.Negative);
            Assert.That(answer.Body.AsSpan().IndexOf("Secret place"u8), Is.Negative);
        });
    }

    [Test]
    public async Task What_moves_goes_on_moving_where_it_may()
    {
        var media = await _workspace.UploadedAsync(Samples.Gif, "a.gif");

        var moving = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/open");
        var still = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/narrow");

        Assert.Multiple(() =>
        {
            Assert.That(ImageHeader.Read(new MemoryStream(moving.Body), FileKinds.Gif)!.Frames, Is.EqualTo(10));
            Assert.That(still.ContentType, Is.EqualTo("image/jpeg"));
        });
    }

    [Test]
    public async Task Row_89_a_video_loses_what_its_camera_wrote()
    {
        var media = await _workspace.UploadedAsync(Samples.Mp4, "a.mp4");

        var answer = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/open");

        Assert.Multiple(() =>
        {
            Assert.That(Samples.Mp4.AsSpan().IndexOf("Secret place"u8), Is.Positive);
            Assert.That(answer.ContentType, Is.EqualTo("video/mp4"));
            Assert.That(answer.Body.AsSpan().IndexOf("Secret place"u8), Is.Negative);
        });
    }

    [Test]
    public async Task What_cannot_be_mended_is_said_with_number_and_limit()
    {
        var video = await _workspace.UploadedAsync(Samples.Mp4, "a.mp4");
        var high = await _workspace.UploadedAsync(Samples.TurnedJpeg, "a.jpg");

        var answer = await _workspace.GetAsync($"/api/media/{video.Id}/renditions/narrow");
        var objections = (await _workspace.CheckAsync(high.Id, "narrow", "open")).Objections;

        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "no_rendition")));
            Assert.That(answer.Detail, Does.Contain("lasts 2 of 1 seconds"));
            Assert.That(objections.Single().Platform, Is.EqualTo("narrow"));
            Assert.That(objections.Single().Message, Does.Contain("600 × 800").And.Contain("0.75 to 1").And.Contain("crop it"));
        });
    }

    [Test]
    public async Task A_picture_has_a_form_for_each_content_type_that_has_limits_of_its_own()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        using var worker = _workspace.Service.WorkerOf("narrow");

        var general = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/narrow");
        var story = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/narrow?published_as=story");
        var workers = await worker.GetByteArrayAsync($"/internal/media/{media.Id}/renditions/narrow?published_as=story");
        var other = await _workspace.GetAsync($"/api/media/{media.Id}/renditions/narrow?published_as=post");

        Assert.Multiple(() =>
        {
            Assert.That(WidthOf(general), Is.InRange(200, 400));
            Assert.That(WidthOf(story), Is.LessThanOrEqualTo(100));
            Assert.That(workers, Is.EqualTo(story.Body));
            Assert.That(other.Body, Is.EqualTo(general.Body));
        });
    }

    [Test]
    public async Task A_video_is_judged_by_the_content_type_it_is_published_as()
    {
        var video = await _workspace.UploadedAsync(Samples.Mp4, "a.mp4");

        var known = await _workspace.CheckTargetsAsync(video.Id, new MediaTarget("narrow", "post"), new MediaTarget("narrow", "story"), new MediaTarget("open", "story"));
        var story = await _workspace.GetAsync($"/api/media/{video.Id}/renditions/narrow?published_as=story");

        Assert.Multiple(() =>
        {
            Assert.That(known.Forms.Select(form => (form.Platform, form.PublishedAs)), Is.EquivalentTo(new[] { ("narrow", "story"), ("open", "story") }));
            Assert.That(known.Objections.Single().PublishedAs, Is.EqualTo("post"));
            Assert.That(known.Objections.Single().Message, Is.EqualTo("the video lasts 2 of 1 seconds; shorten it"));
            Assert.That((story.Status, story.ContentType), Is.EqualTo((HttpStatusCode.OK, "video/mp4")));
        });
    }

    [Test]
    public async Task A_worker_gets_the_form_of_its_own_platform_alone()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        using var narrow = _workspace.Service.WorkerOf("narrow");
        using var other = _workspace.Service.WorkerOf("open");
        var path = $"/internal/media/{media.Id}/renditions/narrow";

        using var mine = await narrow.GetAsync(path);
        using var foreign = await other.GetAsync(path);
        var user = await _workspace.GetAsync(path);

        Assert.Multiple(() =>
        {
            Assert.That(mine.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/jpeg"));
            Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(user.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        });
    }

    [Test]
    public async Task Nobody_makes_a_form_for_a_platform_that_nobody_announced()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);

        Assert.That((await _workspace.GetAsync($"/api/media/{media.Id}/renditions/nowhere")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static int WidthOf(Answer answer) => ImageHeader.Read(new MemoryStream(answer.Body), FileKinds.Jpeg)!.Width;
}
