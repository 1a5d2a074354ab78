using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media.Renditions;

/// <summary>
/// What a video becomes: it stays as it is where that is taken, and is made anew where codec, size, rate or bytes are not.
/// Its length and its shape are its maker's to change.
/// </summary>
internal static class VideoPlan
{
    /// <summary>With fewer bits for a pixel than this, nothing decent is left: some 210 kbit/s at 640 × 360 and 30 pictures a second.</summary>
    private const double LeastBits = 0.03;

    /// <summary>More than this nobody sees.</summary>
    private const double MostBits = 0.2;

    private const int MostKbit = 40_000;

    /// <summary>For bytes, a video is made no smaller than this: less is a stamp.</summary>
    private const int LeastSide = 360;

    private const double Shrink = 0.75;
    private const double UsualRate = 30;
    private const int GoodSound = 128;
    private const int ModestSound = 64;

    /// <summary>Of the whole, from which a good sound may take its part.</summary>
    private const int Roomy = 700;

    /// <summary>What the boxes around the pictures take a second, and at the beginning.</summary>
    private const int BoxKbit = 12;

    private const int HeadKbit = 64;

    /// <summary>What an MP4 can hold as it is and players know.</summary>
    private static readonly string[] Pictures = ["h264", "hevc", "mpeg4", "av1", "vp9"];

    private static readonly string[] Sounds = ["aac", "mp3", "ac3", "eac3", "opus", "flac", "alac"];

    private static readonly string[] HighRanges = ["smpte2084", "arib-std-b67"];

    public static RenditionPlan? For(Asset asset, MediaRules rules, List<string> objections)
    {
        if (!RenditionPlan.Takes(rules, FileKinds.Mp4))
        {
            objections.Add($"takes no videos but {RenditionPlan.Join(rules.ContentTypes)}; use one of those");
            return null;
        }

        var video = rules.Video ?? new();
        if (video.MaxSeconds > 0 && asset.Seconds > video.MaxSeconds)
        {
            objections.Add($"the video lasts {asset.Seconds:0.#} of {video.MaxSeconds} seconds; shorten it");
        }

        if (asset.Seconds < video.MinSeconds)
        {
            objections.Add($"the video lasts {asset.Seconds:0.#} seconds, and {video.MinSeconds} are the least; make it longer");
        }

        RenditionPlan.CheckAspect(asset, video.MinAspect, video.MaxAspect, objections);
        var (leastWidth, leastHeight) = Least(asset.Width, asset.Height, video);
        if (asset.Width < leastWidth || asset.Height < leastHeight)
        {
            objections.Add($"the video has {asset.Width} × {asset.Height} pixels, and {Math.Max(1, leastWidth)} × {Math.Max(1, leastHeight)} are the least; use a larger one");
        }

        var limit = RenditionPlan.First(video.MaxBytes, rules.MaxBytes);
        return new RenditionPlan(FileKinds.Mp4, null, 0, 0, 0, limit, Animated: false) { Recipe = RecipeFor(asset, video, limit, objections) };
    }

    private static VideoRecipe? RecipeFor(Asset asset, VideoRules rules, long limit, List<string> objections)
    {
        var (width, height) = Fit(asset, rules);
        var rate = RateFor(asset.Video?.FrameRate ?? 0, rules);
        var isTooLarge = limit > 0 && asset.Size > limit;
        var redraws = isTooLarge || rate > 0 || (width, height) != (asset.Width, asset.Height) || !TakesPictures(asset.Video, rules);
        if (!redraws)
        {
            return TakesSound(asset.Video, rules) ? null : new VideoRecipe(width, height, 0, 0, GoodSound, null, KeepsPictures: true);
        }

        var transfer = HighRanges.Contains(asset.Video?.Transfer) ? asset.Video!.Transfer : null;
        var recipe = new VideoRecipe(Even(width), Even(height), rate, 0, GoodSound, transfer, KeepsPictures: false);
        return Within(recipe, asset, rules, limit, objections);
    }

    /// <summary>As many bits as pixels ask for, or as the bytes allow; then fewer pixels, while they are not too few.</summary>
    private static VideoRecipe? Within(VideoRecipe recipe, Asset asset, VideoRules rules, long limit, List<string> objections)
    {
        var seconds = asset.Seconds ?? 0;
        var pictures = recipe.FrameRate > 0 ? recipe.FrameRate : asset.Video?.FrameRate is > 0 and var known ? known : UsualRate;
        if (limit == 0)
        {
            return recipe with { VideoKbit = Most(recipe, pictures) };
        }

        var whole = ((limit * 8 / 1000) - HeadKbit) / Math.Max(seconds, 1);
        var sound = asset.Video is { AudioCodec: null } ? 0 : whole >= Roomy ? GoodSound : ModestSound;

        // An encoder may be ahead of its rate by what the buffer of a player holds: a second of it.
        var room = (((limit * 8 * 0.97 / 1000) - HeadKbit) - ((sound + BoxKbit) * seconds)) / (seconds + 1);
        recipe = recipe with { AudioKbit = sound == 0 ? GoodSound : sound };
        while (room < Least(recipe, pictures) && MayShrink(recipe, rules))
        {
            recipe = recipe with { Width = Even((int)(recipe.Width * Shrink)), Height = Even((int)(recipe.Height * Shrink)) };
        }

        if (room < Least(recipe, pictures))
        {
            objections.Add(
                $"the video has {asset.Size} of {limit} bytes, and {seconds:0.#} seconds go into those with {Math.Max(0, room):0} kbit/s where "
                + $"{recipe.Width} × {recipe.Height} pixels need {Math.Ceiling(Least(recipe, pictures)):0}; shorten it or compress it");
            return null;
        }

        return recipe with { VideoKbit = Math.Min((int)room, Most(recipe, pictures)) };
    }

    private static bool MayShrink(VideoRecipe recipe, VideoRules rules)
    {
        var (width, height) = (Even((int)(recipe.Width * Shrink)), Even((int)(recipe.Height * Shrink)));
        var (leastWidth, leastHeight) = Least(width, height, rules);
        return Math.Min(recipe.Width, recipe.Height) * Shrink >= LeastSide && width >= leastWidth && height >= leastHeight;
    }

    /// <summary>The rules are told of videos that are wider than high.</summary>
    private static (int Width, int Height) Least(int width, int height, VideoRules rules) =>
        width >= height ? (rules.MinWidth, rules.MinHeight) : (rules.MinHeight, rules.MinWidth);

    private static double Least(VideoRecipe recipe, double pictures) => recipe.Width * recipe.Height * pictures * LeastBits / 1000;

    private static int Most(VideoRecipe recipe, double pictures) =>
        (int)Math.Clamp(recipe.Width * recipe.Height * pictures * MostBits / 1000, 500, MostKbit);

    /// <summary>Of one that nobody looked into only the container is known, and it was taken as it is.</summary>
    private static bool TakesPictures(VideoDetails? video, VideoRules rules) => video is null
        || (Allows(rules.Codecs.Count > 0 ? rules.Codecs : Pictures, video.Codec) && Allows(rules.PixelFormats, video.PixelFormat));

    private static bool TakesSound(VideoDetails? video, VideoRules rules) => video?.AudioCodec is not { } codec
        || (Allows(rules.AudioCodecs.Count > 0 ? rules.AudioCodecs : Sounds, codec)
            && (rules.MaxAudioRate == 0 || video.AudioRate <= rules.MaxAudioRate)
            && (rules.MaxAudioChannels == 0 || video.AudioChannels <= rules.MaxAudioChannels));

    private static bool Allows(IReadOnlyList<string> taken, string? one) => taken.Count == 0 || taken.Contains(one ?? "", StringComparer.Ordinal);

    /// <returns>0 where the rate may stay. Cameras keep to their rate only about, so the last digits do not count.</returns>
    private static double RateFor(double rate, VideoRules rules) =>
        rate <= 0 ? 0
        : rules.MaxFrameRate > 0 && rate > rules.MaxFrameRate * 1.001 ? rules.MaxFrameRate
        : rules.MinFrameRate > 0 && rate < rules.MinFrameRate * 0.999 ? Math.Max(rules.MinFrameRate, Math.Min(UsualRate, rules.MaxFrameRate > 0 ? rules.MaxFrameRate : UsualRate))
        : 0;

    private static (int Width, int Height) Fit(Asset asset, VideoRules rules)
    {
        var (most, least) = asset.Width >= asset.Height ? (rules.MaxWidth, rules.MaxHeight) : (rules.MaxHeight, rules.MaxWidth);
        var scale = Math.Min(
            most > 0 ? Math.Min(1, (double)most / asset.Width) : 1,
            least > 0 ? Math.Min(1, (double)least / asset.Height) : 1);
        return scale < 1 ? (Even((int)Math.Round(asset.Width * scale)), Even((int)Math.Round(asset.Height * scale))) : (asset.Width, asset.Height);
    }

    /// <summary>The pixels of these pictures share their colours by fours.</summary>
    private static int Even(int side) => Math.Max(2, side - (side % 2));
}
