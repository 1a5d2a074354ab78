using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media.Renditions;

/// <summary>The form in which a platform gets a file.</summary>
/// <param name="Smaller">What it becomes when this type stays too large however it is made; null where that cannot be.</param>
internal sealed record RenditionPlan(string Type, string? Smaller, int MaxWidth, int MaxHeight, int MinSide, long MaxBytes, bool Animated)
{
    private const int LargestSide = 16_384;
    private const int SmallestSide = 64;
    private static readonly string[] Still = [FileKinds.Jpeg, FileKinds.Png, FileKinds.WebP, FileKinds.Gif];
    private static readonly string[] Transparent = [FileKinds.Png, FileKinds.WebP, FileKinds.Jpeg, FileKinds.Gif];
    private static readonly string[] Moving = [FileKinds.Gif, FileKinds.WebP, FileKinds.Jpeg, FileKinds.Png];

    /// <summary>Of a video that has to be made anew; null for one that is taken over as it is.</summary>
    public VideoRecipe? Recipe { get; init; }

    public string Extension => FileKinds.ExtensionOf(Type);

    /// <summary>What the platform's rules make of the file, or everything that stands against it and cannot be mended here.</summary>
    public static (RenditionPlan? Plan, IReadOnlyList<string> Objections) For(Asset asset, MediaRules rules)
    {
        var objections = new List<string>();
        if (rules.MaxItems == 0)
        {
            objections.Add("takes no files; leave it out");
            return (null, objections);
        }

        var plan = asset.IsVideo ? VideoPlan.For(asset, rules, objections) : ForImage(asset, rules, objections);
        return objections.Count == 0 ? (plan, objections) : (null, objections);
    }

    private static RenditionPlan? ForImage(Asset asset, MediaRules rules, List<string> objections)
    {
        var image = rules.Image ?? new();
        bool Accepts(string type) => image.ContentTypes.Count > 0 ? image.ContentTypes.Contains(type) : Takes(rules, type);

        string[] preferred = [asset.ContentType, .. asset.Frames > 1 ? Moving : asset.ContentType == FileKinds.Jpeg ? Still : Transparent];
        if (preferred.FirstOrDefault(Accepts) is not { } type)
        {
            objections.Add($"takes no pictures but {Join(image.ContentTypes.Count > 0 ? image.ContentTypes : rules.ContentTypes)}; use one of those");
            return null;
        }

        CheckAspect(asset, image.MinAspect, image.MaxAspect, objections);
        if (asset.Width < image.MinWidth || asset.Height < image.MinHeight)
        {
            objections.Add($"the picture has {asset.Width} × {asset.Height} pixels, and {Math.Max(1, image.MinWidth)} × {Math.Max(1, image.MinHeight)} are the least; use a larger one");
        }

        var animated = asset.Frames > 1 && (type is FileKinds.Gif or FileKinds.WebP);
        return new RenditionPlan(
            type,
            type is FileKinds.Png && Accepts(FileKinds.Jpeg) ? FileKinds.Jpeg : null,
            image.MaxWidth > 0 ? image.MaxWidth : LargestSide,
            image.MaxHeight > 0 ? image.MaxHeight : LargestSide,
            Math.Max(SmallestSide, Math.Max(image.MinWidth, image.MinHeight)),
            animated && image.MaxAnimatedBytes > 0 ? image.MaxAnimatedBytes : First(image.MaxBytes, rules.MaxBytes),
            animated);
    }

    internal static void CheckAspect(Asset asset, double min, double max, List<string> objections)
    {
        var aspect = (double)asset.Width / asset.Height;

        // A side is a whole number of pixels, so the shape is never exact.
        if ((min > 0 && aspect < min * 0.995) || (max > 0 && aspect > max * 1.005))
        {
            var taken = min == max ? $"{min:0.####} to 1 is" : $"{min:0.##} to {max:0.##} are";
            objections.Add($"{asset.Width} × {asset.Height} is a shape of {aspect:0.##} to 1, and {taken} taken; crop it");
        }
    }

    internal static bool Takes(MediaRules rules, string type) =>
        rules.ContentTypes.Count == 0
        || rules.ContentTypes.Any(rule => rule.Equals(type, StringComparison.OrdinalIgnoreCase)
            || (rule.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(rule[..^1], StringComparison.OrdinalIgnoreCase)));

    internal static long First(long own, long general) => own > 0 && general > 0 ? Math.Min(own, general) : Math.Max(own, general);

    internal static string Join(IReadOnlyList<string> types) => string.Join(", ", types);
}
