using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>One file keeps to the limits of one content type and not to those of another.</summary>
public sealed class FileLimitTests : OneUser
{
    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("file-limits-");

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Video_of_a_minute_and_a_second_is_a_reel_of_Instagram_and_no_story()
    {
        var account = await Client.ConnectByConsentAsync("instagram");
        var media = await UploadAsync("long.mp4", "320x240", seconds: 61);

        var story = await TryAsync(account.Id, "story", media);
        var reel = await TryAsync(account.Id, "reel", media);
        var preview = await Client.PostAsync(
            "/api/publishing/format/instagram", new FormatRequest { Content = "A story", ContentType = "story", Media = [new() { MediaId = media.Id }] });

        Assert.Multiple(() =>
        {
            Assert.That(preview.Body, Does.Contain("the video lasts 61 of 60 seconds"));
            Assert.That(story.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), story.Body);
            Assert.That(story.Errors["post.media[0]"], Does.Contain("instagram: the video lasts 61 of 60 seconds; shorten it"));
            Assert.That(reel.Status, Is.EqualTo(HttpStatusCode.OK), reel.Body);
        });
    }

    [Test]
    public async Task Picture_narrower_than_Instagram_shows_is_taken_because_Instagram_itself_scales_it_up()
    {
        var account = await Client.ConnectByConsentAsync("instagram");
        var media = await UploadPictureAsync("narrow.jpg", "200x200");

        var post = await TryAsync(account.Id, "post", media);
        var form = await Client.Http.GetAsync($"/api/media/{media.Id}/renditions/instagram?published_as=post");

        Assert.That(post.Status, Is.EqualTo(HttpStatusCode.OK), post.Body);
        Assert.That(form.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Each_picture_of_a_carousel_of_Instagram_has_a_shape_that_it_takes_and_a_story_any()
    {
        var account = await Client.ConnectByConsentAsync("instagram");
        var (square, high) = (await UploadPictureAsync("square.jpg", "400x400"), await UploadPictureAsync("high.jpg", "400x800"));

        var carousel = await TryAsync(account.Id, "post", square, high);
        var story = await TryAsync(account.Id, "story", high);

        Assert.That(carousel.Errors.Keys, Is.EqualTo(new[] { "post.media[1]" }), carousel.Body);
        Assert.That(carousel.Errors["post.media[1]"], Does.Contain("400 × 800 is a shape of 0.5 to 1, and 0.8 to 1.91 are taken; crop it"));
        Assert.That(story.Status, Is.EqualTo(HttpStatusCode.OK), story.Body);
    }

    [Test]
    public async Task Reel_of_Facebook_stands_upright_and_large_and_an_ordinary_video_does_not_have_to()
    {
        var account = await Client.ConnectByConsentAsync("facebook");
        var (lying, upright) = (await UploadAsync("lying.mp4", "320x240", seconds: 2), await UploadAsync("upright.mp4", "540x960", seconds: 4));

        var refused = await TryAsync(account.Id, "reel", lying);
        var post = await TryAsync(account.Id, "post", lying);
        var accepted = await Client.PublishAsync(RequestFor(account.Id, "reel", upright));
        var publication = (await Client.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience)).Publications.Single();
        var second = await Client.PublishAsync(RequestFor(account.Id, "story", upright));
        var story = (await Client.WaitUntilSettledAsync(second.PostId, Publisher.Patience)).Publications.Single();

        var form = await Client.Http.GetAsync($"/api/media/{upright.Id}/renditions/facebook?published_as=reel");
        var none = await Client.Http.GetAsync($"/api/media/{lying.Id}/renditions/facebook?published_as=reel");
        Assert.Multiple(() =>
        {
            Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), refused.Body);
            Assert.That(refused.Errors["post.media[0]"], Does.Contain("the video lasts 2 seconds, and 3 are the least")
                .And.Contain("0.5625 to 1 is taken").And.Contain("960 × 540 are the least"));
            Assert.That(post.Status, Is.EqualTo(HttpStatusCode.OK), post.Body);
            Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
            Assert.That(story.Status, Is.EqualTo("published"), story.Problem?.Detail);
            Assert.That(story.ExternalUrl, Does.StartWith("https://www.facebook.com/stories/"));
            Assert.That((form.StatusCode, none.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity)));
        });
    }

    [Test]
    public async Task Platforms_say_which_limits_each_content_type_has()
    {
        var announced = await Eventually.GetAsync(
            async () => (await Client.GetAsync("/api/publishing/platforms")).Json.EnumerateArray().ToDictionary(
                platform => platform.GetProperty("platform").GetString()!, platform => platform.GetProperty("capabilities")) is var platforms
                && platforms.ContainsKey("facebook") ? platforms : null,
            Publisher.Patience,
            "Facebook is announced");

        var reel = announced["facebook"].GetProperty("media").GetProperty("by_content_type").GetProperty("reel").GetProperty("video");
        Assert.That(
            (reel.GetProperty("min_seconds").GetInt32(), reel.GetProperty("max_seconds").GetInt32(), reel.GetProperty("min_height").GetInt32()), Is.EqualTo((3, 90, 540)));
    }

    private Task<Answer> TryAsync(Guid account, string contentType, params MediaResponse[] media) =>
        Client.PostAsync("/api/publishing/publish?dry_run=true", RequestFor(account, contentType, media));

    private static PublishRequest RequestFor(Guid account, string contentType, params MediaResponse[] media) => new()
    {
        Post = new() { Content = Publisher.NewText("A file"), Media = [.. media.Select(file => new MediaRequest { MediaId = file.Id })] },
        Targets = [new() { AccountId = account, ContentType = contentType }],
    };

    private Task<MediaResponse> UploadAsync(string name, string size, int seconds) =>
        UploadMadeAsync(name, size, "-t", $"{seconds}", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p");

    private Task<MediaResponse> UploadPictureAsync(string name, string size) => UploadMadeAsync(name, size, "-frames:v", "1");

    private async Task<MediaResponse> UploadMadeAsync(string name, string size, params string[] making)
    {
        var file = Path.Combine(_folder.FullName, name);
        using var process = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", $"color=red:size={size}:rate=25", .. making, file]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", name } };
        using var answer = await Client.Http.PostAsync("/api/media", form);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;
    }
}
