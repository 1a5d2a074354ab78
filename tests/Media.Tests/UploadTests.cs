using System.Net;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Media.Tests.Support;

namespace ContentMultiplier.Media.Tests;

[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class UploadTests(string store)
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.On(store));

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Row_76_a_picture_is_kept_as_it_is_and_known_by_its_bytes()
    {
        var answer = await _workspace.UploadAsync(Samples.Png, "../../etc/holiday.txt", "A beach");

        var media = answer.As<MediaResponse>();
        var content = await _workspace.GetAsync($"/api/media/{media.Id}/content");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That((media.ContentType, media.Width, media.Height, media.Frames), Is.EqualTo(("image/png", 800, 600, 1)));
            Assert.That((media.FileName, media.AltText, media.Size), Is.EqualTo(("holiday.txt", "A beach", (long)Samples.Png.Length)));
            Assert.That(media.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Samples.Png))));
            Assert.That(content.Body, Is.EqualTo(Samples.Png));
            Assert.That(content.Headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
        });
    }

    [Test]
    public async Task A_picture_is_measured_as_it_is_shown_and_what_moves_is_counted()
    {
        var turned = await _workspace.UploadedAsync(Samples.TurnedJpeg, "a.jpg");
        var gif = await _workspace.UploadedAsync(Samples.Gif, "a.gif");
        var video = await _workspace.UploadedAsync(Samples.Mp4, "a.mp4");

        Assert.Multiple(() =>
        {
            Assert.That((turned.Width, turned.Height), Is.EqualTo((600, 800)));
            Assert.That((gif.Frames, gif.ContentType), Is.EqualTo((10, "image/gif")));
            Assert.That((video.ContentType, video.Width, video.Height, video.Seconds), Is.EqualTo(("video/mp4", 320, 240, 2d)));
        });
    }

    [Test]
    public async Task The_same_content_is_one_file_of_a_workspace_and_another_of_the_next()
    {
        using var other = new Workspace(_workspace.Service);

        var first = await _workspace.UploadAsync(Samples.Png, "a.png");
        var again = await _workspace.UploadAsync(Samples.Png, "b.png");
        var elsewhere = await other.UploadAsync(Samples.Png);

        Assert.Multiple(() =>
        {
            Assert.That(again.Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(again.As<MediaResponse>().Id, Is.EqualTo(first.As<MediaResponse>().Id));
            Assert.That(elsewhere.As<MediaResponse>().Id, Is.Not.EqualTo(first.As<MediaResponse>().Id));
        });
    }

    [Test]
    public async Task Files_are_listed_described_and_seen_by_their_workspace_alone()
    {
        using var other = new Workspace(_workspace.Service);
        var media = await _workspace.UploadedAsync(Samples.Png);
        using var text = new StringContent("""{"alt_text":"A dog"}""", Encoding.UTF8, "application/json");

        var described = await _workspace.SendAsync(HttpMethod.Patch, $"/api/media/{media.Id}", text);
        var listed = (await _workspace.GetAsync("/api/media")).As<Page<MediaResponse>>();
        var foreign = new[]
        {
            await other.GetAsync($"/api/media/{media.Id}"), await other.GetAsync($"/api/media/{media.Id}/content"),
            await other.GetAsync($"/api/media/{media.Id}/renditions/open"), await other.DeleteAsync(media.Id),
        };

        Assert.Multiple(() =>
        {
            Assert.That(described.As<MediaResponse>().AltText, Is.EqualTo("A dog"));
            Assert.That(listed.Items.Single().AltText, Is.EqualTo("A dog"));
            Assert.That(foreign.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.NotFound));
        });
    }

    private static IEnumerable<TestCaseData> Refused =>
    [
        new TestCaseData("text", "just words that go on for a while"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "PNG, JPEG"),
        new TestCaseData("svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "convert it"),
        new TestCaseData("pdf", "%PDF-1.7\n1 0 obj\n<<>>\nendobj"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "convert it"),
        new TestCaseData("endless gif", Samples.GifOf(frames: 100_000), HttpStatusCode.UnprocessableEntity, "more than 300 frames"),
        new TestCaseData("heic", "\0\0\0\u0018ftypheic\0\0\0\0mif1"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "convert it"),
        new TestCaseData("empty video", "\0\0\0\u0018ftypisom\0\0\0\0isom"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "export it again"),
        new TestCaseData("cut gif", "GIF89a"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "export it again"),
    ];

    [TestCaseSource(nameof(Refused))]
    public async Task Row_88_what_is_no_usable_file_is_refused_with_what_to_do(string what, byte[] file, HttpStatusCode status, string advice)
    {
        var answer = await _workspace.UploadAsync(file, what + ".png");

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(status));
            Assert.That(answer.Detail, Does.Contain(advice));
        });
    }

    [Test]
    public async Task Row_88_a_picture_that_is_cut_short_or_would_fill_the_memory_is_refused()
    {
        var cut = await _workspace.UploadAsync(Samples.Png[..(Samples.Png.Length / 2)]);
        var huge = await _workspace.UploadAsync(Samples.HugePng());

        Assert.Multiple(() =>
        {
            Assert.That((cut.Status, cut.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "unreadable_media")));
            Assert.That(huge.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(huge.Detail, Does.Contain("400000000 pixels of 50000000"));
        });
    }

    [Test]
    public async Task Row_88_what_else_is_in_a_picture_gets_no_further_than_the_upload()
    {
        byte[] archive = [.. "PK\u0003\u0004"u8, .. Enumerable.Repeat((byte)7, 5000)];
        var words = await _workspace.UploadAsync(Samples.PngWithWords());
        var both = await _workspace.UploadedAsync([.. Samples.TurnedJpeg, .. archive], "both.jpg");

        var sent = await _workspace.GetAsync($"/api/media/{both.Id}/renditions/{MediaSuite.Open}");
        var after = await _workspace.UploadAsync(Samples.Png);

        Assert.Multiple(() =>
        {
            Assert.That(words.Status, Is.AnyOf(HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity));
            Assert.That(sent.Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(sent.Body.AsSpan().IndexOf(archive), Is.Negative);
            Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Created), "the service goes on");
        });
    }

    [Test]
    public async Task Row_90_a_body_that_is_no_form_or_has_no_file_is_refused()
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "other" } };

        var noForm = await _workspace.SendAsync(HttpMethod.Post, "/api/media", json);
        var noFile = await _workspace.SendAsync(HttpMethod.Post, "/api/media", empty);

        Assert.Multiple(() =>
        {
            Assert.That(noForm.Status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
            Assert.That(noFile.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(noFile.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EquivalentTo(new[] { "file", "other" }));
        });
    }

    [Test]
    public async Task Row_90_a_form_that_says_more_than_may_be_is_refused_before_it_is_read()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Samples.Png), "file", "a.png" } };
        form.Headers.ContentLength = 2L << 30;

        var answer = await _workspace.SendAsync(HttpMethod.Post, "/api/media", form);

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, "body_too_large")));
    }
}
