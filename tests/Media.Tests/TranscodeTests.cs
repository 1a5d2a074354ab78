using System.Net;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Media.Tests;

/// <summary>Videos that a platform does not take as they are, made anew by the real tool.</summary>
[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class TranscodeTests(string store)
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.On(store));

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_video_of_another_codec_is_made_anew_while_whoever_asks_is_told_when_to_come_back()
    {
        var media = await _workspace.UploadedAsync(await Videos.HevcAsync(), "clip.mov");
        var first = await _workspace.GetAsync(PathOf(media.Id, MediaSuite.Strict));

        var answer = await ReadyAsync(media.Id, MediaSuite.Strict);

        var facts = await ProbeAsync(answer.Body);
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, first.Code), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "rendition_not_ready")));
            Assert.That(int.Parse(first.Headers["Retry-After"]), Is.InRange(1, 60));
            Assert.That((answer.Status, answer.ContentType), Is.EqualTo((HttpStatusCode.OK, "video/mp4")));
            Assert.That(answer.Headers["Content-Disposition"], Does.Contain("clip.mp4"));
            Assert.That((facts.Details.Codec, facts.Details.PixelFormat, facts.Width, facts.Height), Is.EqualTo(("h264", "yuv420p", 160, 120)));
            Assert.That((facts.Details.AudioCodec, facts.Details.AudioRate), Is.EqualTo(("aac", 48_000)));
            Assert.That(facts.Seconds, Is.EqualTo(1).Within(0.2));
            Assert.That(answer.Body.AsSpan().IndexOf("Secret place"u8), Is.Negative);
            Assert.That(answer.Body.AsSpan().IndexOf("moov"u8), Is.LessThan(answer.Body.AsSpan().IndexOf("mdat"u8)), "It begins to play at once.");
        });
    }

    [Test]
    public async Task The_form_goes_with_its_file()
    {
        var media = await _workspace.UploadedAsync(await Videos.FastAsync(), "fast.mp4");
        await ReadyAsync(media.Id, MediaSuite.Strict);
        var before = _workspace.Service.FilesOf(media.Id).Length;

        var deleted = await _workspace.DeleteAsync(media.Id);

        Assert.That((before > 1, deleted.Status, _workspace.Service.FilesOf(media.Id).Length), Is.EqualTo((true, HttpStatusCode.NoContent, 0)));
    }

    [Test]
    public async Task An_upload_says_what_is_inside_of_the_video()
    {
        var media = await _workspace.UploadedAsync(await Videos.HevcAsync(), "clip.mov");

        var video = media.Video!;
        Assert.Multiple(() =>
        {
            Assert.That((video.Codec, video.PixelFormat, video.FrameRate, video.Rotation), Is.EqualTo(("hevc", "yuv420p10le", 25, 0)));
            Assert.That((video.AudioCodec, video.AudioSampleRate, video.AudioChannels), Is.EqualTo(("pcm_s16le", 44_100, 1)));
            Assert.That(video.BitRate, Is.Positive);
        });
    }

    [Test]
    public async Task What_fits_is_there_at_once()
    {
        var media = await _workspace.UploadedAsync(await Videos.FittingAsync(), "a.mp4");

        Assert.That((await _workspace.GetAsync(PathOf(media.Id, MediaSuite.Strict))).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_turned_video_is_turned_for_good()
    {
        var media = await _workspace.UploadedAsync(await Videos.TurnedAsync(), "a.mp4");

        var facts = await MadeAsync(media.Id, MediaSuite.Strict);

        Assert.That((media.Width, media.Height, facts.Width, facts.Height, facts.Details.Rotation), Is.EqualTo((240, 320, 120, 160, 0)));
    }

    [Test]
    public async Task Odd_sides_become_even()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");

        var facts = await MadeAsync(media.Id, MediaSuite.Strict);

        Assert.That((facts.Width, facts.Height, facts.Details.Codec), Is.EqualTo((64, 48, "h264")));
    }

    [Test]
    public async Task Too_many_and_too_few_pictures_a_second_become_as_many_as_are_taken()
    {
        var fast = await _workspace.UploadedAsync(await Videos.FastAsync(), "a.mp4");
        var slow = await _workspace.UploadedAsync(await Videos.SlowAsync(), "b.mp4");

        Assert.That((await MadeAsync(fast.Id, MediaSuite.Strict)).Details.FrameRate, Is.EqualTo(30).Within(0.1));
        Assert.That((await MadeAsync(slow.Id, MediaSuite.Strict)).Details.FrameRate, Is.EqualTo(30).Within(0.1));
    }

    [Test]
    public async Task A_sound_is_made_anew_beside_pictures_that_stay()
    {
        var media = await _workspace.UploadedAsync(await Videos.RawSoundAsync(), "a.mov");

        var details = (await MadeAsync(media.Id, MediaSuite.Strict)).Details;

        Assert.That((details.Codec, details.AudioCodec, details.AudioRate), Is.EqualTo(("h264", "aac", 48_000)));
    }

    [Test]
    public async Task Pictures_of_a_high_range_come_to_the_usual_one()
    {
        var media = await _workspace.UploadedAsync(await Videos.BrightAsync(), "a.mov");

        var details = (await MadeAsync(media.Id, MediaSuite.Strict)).Details;

        Assert.That((details.PixelFormat, details.Transfer), Is.EqualTo(("yuv420p", "bt709")));
    }

    [Test]
    public async Task Too_many_bytes_become_fewer_than_the_limit()
    {
        var media = await _workspace.UploadedAsync(await Videos.LargeAsync(), "a.mp4");

        var answer = await ReadyAsync(media.Id, MediaSuite.Tiny);

        Assert.That(media.Size, Is.GreaterThan(MediaSuite.TinyBytes));
        Assert.That((answer.Status, answer.Body.Length <= MediaSuite.TinyBytes), Is.EqualTo((HttpStatusCode.OK, true)), $"{answer.Body.Length} bytes");
    }

    [Test]
    public async Task Bytes_that_are_too_few_for_its_length_are_said_at_once()
    {
        var media = await _workspace.UploadedAsync(await Videos.LongAsync(), "a.mp4");

        var answer = await _workspace.GetAsync(PathOf(media.Id, MediaSuite.Tiny));

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "no_rendition")));
        Assert.That(answer.Detail, Does.Contain($"of {MediaSuite.TinyBytes} bytes").And.Contain("shorten it or compress it"));
    }

    private static string PathOf(Guid id, string platform) => $"/api/media/{id}/renditions/{platform}";

    private async Task<Answer> ReadyAsync(Guid id, string platform) => await _workspace.ReadyAsync(PathOf(id, platform));

    private async Task<VideoFacts> MadeAsync(Guid id, string platform)
    {
        var answer = await ReadyAsync(id, platform);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), System.Text.Encoding.UTF8.GetString(answer.Body[..Math.Min(answer.Body.Length, 500)]));
        return await ProbeAsync(answer.Body);
    }

    private async Task<VideoFacts> ProbeAsync(byte[] video)
    {
        var services = _workspace.Service.Services;
        using var folder = services.GetRequiredService<ScratchFiles>().CreateWorkFolder();
        await File.WriteAllBytesAsync(folder.FileAt("made.mp4"), video);
        return (await services.GetRequiredService<VideoTool>().ProbeAsync(folder.FileAt("made.mp4"), folder, CancellationToken.None))!;
    }
}
