using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Media.Platforms;

/// <summary>The rules that hold for one file: the platform's, with what a content type states in their place.</summary>
internal static class ContentTypeRules
{
    /// <summary>Changes when files are made in another way than before.</summary>
    private const string Recipe = "1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="rules">As the platform announced them.</param>
    /// <param name="publishedAs">A content type; null, and one that asks for nothing of its own, leave the platform's.</param>
    /// <returns>Rules without content types: how many files there are, and of which types, is not looked at here.</returns>
    public static MediaRules For(this MediaRules rules, string? publishedAs)
    {
        var own = publishedAs is null ? null : rules.ByContentType.GetValueOrDefault(publishedAs);
        return rules with
        {
            ByContentType = new Dictionary<string, ContentTypeMedia>(),
            Image = own?.Image is { } image ? image.Over(rules.Image ?? new()) : rules.Image,
            Video = own?.Video is { } video ? video.Over(rules.Video ?? new()) : rules.Video,
        };
    }

    /// <summary>Stands for the rules: files made by others are not their form.</summary>
    public static string Hash(this MediaRules rules) =>
        Convert.ToHexStringLower(SHA256.HashData([.. JsonSerializer.SerializeToUtf8Bytes(rules, Json), .. Encoding.UTF8.GetBytes(Recipe)]))[..16];

    private static ImageRules Over(this ImageRules own, ImageRules general) => new()
    {
        ContentTypes = Over(own.ContentTypes, general.ContentTypes),
        MaxBytes = Over(own.MaxBytes, general.MaxBytes),
        MaxAnimatedBytes = Over(own.MaxAnimatedBytes, general.MaxAnimatedBytes),
        MaxWidth = Over(own.MaxWidth, general.MaxWidth),
        MaxHeight = Over(own.MaxHeight, general.MaxHeight),
        MinWidth = Over(own.MinWidth, general.MinWidth),
        MinHeight = Over(own.MinHeight, general.MinHeight),
        MinAspect = Over(own.MinAspect, general.MinAspect),
        MaxAspect = Over(own.MaxAspect, general.MaxAspect),
    };

    private static VideoRules Over(this VideoRules own, VideoRules general) => new()
    {
        MaxBytes = Over(own.MaxBytes, general.MaxBytes),
        MinSeconds = Over(own.MinSeconds, general.MinSeconds),
        MaxSeconds = Over(own.MaxSeconds, general.MaxSeconds),
        MinAspect = Over(own.MinAspect, general.MinAspect),
        MaxAspect = Over(own.MaxAspect, general.MaxAspect),
        Codecs = Over(own.Codecs, general.Codecs),
        PixelFormats = Over(own.PixelFormats, general.PixelFormats),
        AudioCodecs = Over(own.AudioCodecs, general.AudioCodecs),
        MaxAudioRate = Over(own.MaxAudioRate, general.MaxAudioRate),
        MaxAudioChannels = Over(own.MaxAudioChannels, general.MaxAudioChannels),
        MaxWidth = Over(own.MaxWidth, general.MaxWidth),
        MaxHeight = Over(own.MaxHeight, general.MaxHeight),
        MinWidth = Over(own.MinWidth, general.MinWidth),
        MinHeight = Over(own.MinHeight, general.MinHeight),
        MinFrameRate = Over(own.MinFrameRate, general.MinFrameRate),
        MaxFrameRate = Over(own.MaxFrameRate, general.MaxFrameRate),
    };

    private static T Over<T>(T own, T general)
        where T : INumber<T> => T.IsZero(own) ? general : own;

    private static IReadOnlyList<string> Over(IReadOnlyList<string> own, IReadOnlyList<string> general) => own.Count > 0 ? own : general;
}
