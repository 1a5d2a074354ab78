using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media.Tests;

/// <summary>Which videos stay as they are, which are made anew and how, and which are refused.</summary>
public sealed class VideoPlanTests
{
    private static readonly VideoDetails H264 = new()
    {
        Codec = "h264", PixelFormat = "yuv420p", FrameRate = 30, AudioCodec = "aac", AudioRate = 48_000, AudioChannels = 2,
    };

    private static readonly VideoRules Picky = new()
    {
        Codecs = ["h264"], PixelFormats = ["yuv420p"], AudioCodecs = ["aac"], MaxAudioRate = 48_000, MaxAudioChannels = 2,
        MaxWidth = 1280, MaxHeight = 1024, MinFrameRate = 23, MaxFrameRate = 60,
    };

    [Test]
    public void What_fits_stays_as_it_is() => Assert.That(Planned(Video(H264, 1280, 720), Picky).Recipe, Is.Null);

    [Test]
    public void What_nobody_looked_into_stays_as_it_is() => Assert.That(Planned(Video(null, 640, 480), Picky).Recipe, Is.Null);

    [TestCase("hevc", "yuv420p")]
    [TestCase("mpeg4", "yuv420p")]
    [TestCase("h264", "yuv420p10le")]
    [TestCase("h264", "yuvj422p")]
    public void Another_codec_or_another_form_of_pixels_is_made_anew(string codec, string pixels)
    {
        var recipe = Planned(Video(H264 with { Codec = codec, PixelFormat = pixels }, 1280, 720), Picky).Recipe!;

        Assert.That((recipe.Width, recipe.Height, recipe.FrameRate, recipe.KeepsPictures), Is.EqualTo((1280, 720, 0, false)));
    }

    [TestCase("hevc", false)]
    [TestCase("av1", false)]
    [TestCase("prores", true)]
    [TestCase("mjpeg", true)]
    public void Where_a_platform_says_nothing_only_what_no_MP4_holds_is_made_anew(string codec, bool isMade) =>
        Assert.That(Planned(Video(H264 with { Codec = codec }, 1920, 1080), new()).Recipe is not null, Is.EqualTo(isMade));

    [TestCase("pcm_s16le", 48_000, 2)]
    [TestCase("aac", 96_000, 2)]
    [TestCase("aac", 48_000, 6)]
    public void A_sound_that_is_not_taken_leaves_the_pictures_alone(string codec, int rate, int channels) => Assert.That(
        Planned(Video(H264 with { AudioCodec = codec, AudioRate = rate, AudioChannels = channels }, 640, 480), Picky).Recipe!.KeepsPictures);

    [TestCase(1920, 1080, 1280, 720)]
    [TestCase(1080, 1920, 720, 1280)]
    [TestCase(1600, 1600, 1024, 1024)]
    [TestCase(1277, 2271, 720, 1280)]
    public void A_large_one_is_scaled_down_in_its_shape_to_even_sides(int width, int height, int scaledWidth, int scaledHeight)
    {
        var recipe = Planned(Video(H264, width, height), Picky).Recipe!;

        Assert.That((recipe.Width, recipe.Height), Is.EqualTo((scaledWidth, scaledHeight)));
    }

    [TestCase(120, 60)]
    [TestCase(15, 30)]
    [TestCase(60.02, 0)]
    [TestCase(59.94, 0)]
    public void A_frame_rate_is_brought_to_the_limits(double rate, double made) =>
        Assert.That(Planned(Video(H264 with { FrameRate = rate }, 640, 480), Picky).Recipe?.FrameRate ?? 0, Is.EqualTo(made));

    [Test]
    public void Too_many_bytes_become_a_rate_that_surely_fits()
    {
        const long limit = 8_000_000;
        var recipe = Planned(Video(H264, 1280, 720, size: 50_000_000, seconds: 30), Picky with { MaxBytes = limit }).Recipe!;

        var most = (recipe.VideoKbit * (30 + 1)) + (recipe.AudioKbit * 30);
        Assert.That(most, Is.LessThan(limit * 8 / 1000).And.GreaterThan(limit * 8 / 1000 * 0.8));
    }

    [Test]
    public void Few_bytes_for_many_seconds_cost_pixels_first()
    {
        var recipe = Planned(Video(H264, 1920, 1080, size: 500_000_000, seconds: 120), new() { MaxBytes = 10_000_000 }).Recipe!;

        Assert.That((recipe.Width < 1920, recipe.Height), Is.EqualTo((true, 454)));
    }

    [Test]
    public void Too_few_bytes_for_a_decent_picture_are_refused_with_both_rates()
    {
        var (plan, objections) = RenditionPlan.For(
            Video(H264, 1920, 1080, size: 500_000_000, seconds: 600), new MediaRules { MaxItems = 1, MaxBytes = 10_000_000 });

        Assert.That(plan, Is.Null);
        Assert.That(objections.Single(), Does.Contain("500000000 of 10000000 bytes").And.Contain("kbit/s").And.Contain("shorten it or compress it"));
    }

    [Test]
    public void Length_and_shape_are_refused_together()
    {
        var (_, objections) = RenditionPlan.For(
            Video(H264 with { Codec = "hevc" }, 4000, 1000, seconds: 200), new MediaRules { MaxItems = 1, Video = Picky with { MaxSeconds = 140, MinAspect = 0.3, MaxAspect = 3 } });

        Assert.That(objections, Has.Count.EqualTo(2));
        Assert.That(string.Join(' ', objections), Does.Contain("200 of 140 seconds").And.Contain("crop it"));
    }

    [TestCase(539, 960)]
    [TestCase(540, 950)]
    [TestCase(960, 530)]
    public void A_small_one_is_refused_with_the_least_in_its_shape(int width, int height)
    {
        var (plan, objections) = RenditionPlan.For(
            Video(H264, width, height), new MediaRules { MaxItems = 1, Video = new() { MinWidth = 960, MinHeight = 540 } });

        Assert.That(plan, Is.Null);
        Assert.That(objections.Single(), Is.EqualTo(
            $"the video has {width} × {height} pixels, and {(width < height ? "540 × 960" : "960 × 540")} are the least; use a larger one"));
    }

    [Test]
    public void Few_bytes_cost_no_pixels_below_the_least()
    {
        var video = new VideoRules { MaxBytes = 10_000_000, MinWidth = 960, MinHeight = 540 };

        var (plan, objections) = RenditionPlan.For(Video(H264, 1080, 1920, size: 500_000_000, seconds: 120), new MediaRules { MaxItems = 1, Video = video });

        Assert.That(plan, Is.Null);
        Assert.That(objections.Single(), Does.Contain("606 × 1080 pixels need"));
    }

    [Test]
    public void One_shape_alone_is_said_exactly()
    {
        var (_, objections) = RenditionPlan.For(
            Video(H264, 1280, 720), new MediaRules { MaxItems = 1, Video = new() { MinAspect = 9.0 / 16, MaxAspect = 9.0 / 16 } });

        Assert.That(objections.Single(), Is.EqualTo("1280 × 720 is a shape of 1.78 to 1, and 0.5625 to 1 is taken; crop it"));
    }

    [Test]
    public void Equal_plans_have_one_name()
    {
        var (one, other) = (Planned(Video(H264, 1920, 1080), Picky), Planned(Video(H264, 1920, 1080), Picky));

        Assert.That(TranscodeRows.HashOf(one), Is.EqualTo(TranscodeRows.HashOf(other)));
        Assert.That(TranscodeRows.HashOf(one), Is.Not.EqualTo(TranscodeRows.HashOf(Planned(Video(H264, 640, 480), Picky))));
    }

    private static RenditionPlan Planned(Asset asset, VideoRules rules)
    {
        var (plan, objections) = RenditionPlan.For(asset, new MediaRules { MaxItems = 1, Video = rules });
        Assert.That(objections, Is.Empty);
        return plan!;
    }

    private static Asset Video(VideoDetails? details, int width, int height, long size = 1_000_000, double seconds = 10) => new()
    {
        Id = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(), Sha256 = [], FileName = "a.mov", ContentType = FileKinds.QuickTime,
        Size = size, Width = width, Height = height, Frames = 0, Seconds = seconds, Video = details, CreatedAt = default, KeptUntil = default,
    };
}
