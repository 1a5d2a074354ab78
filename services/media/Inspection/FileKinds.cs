namespace ContentMultiplier.Media.Inspection;

/// <summary>The types that are taken, told by their first bytes whatever the name says.</summary>
internal static class FileKinds
{
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";
    public const string Gif = "image/gif";
    public const string WebP = "image/webp";
    public const string Mp4 = "video/mp4";
    public const string QuickTime = "video/quicktime";
    public const string Taken = "PNG, JPEG, GIF and WebP pictures, MP4 and MOV videos";

    /// <summary>How many bytes <see cref="Of"/> looks at.</summary>
    public const int HeadLength = 16;

    private static readonly byte[] PngMark = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];
    private static readonly byte[] JpegMark = [0xFF, 0xD8, 0xFF];
    private static readonly byte[][] StillBrands = [[.. "heic"u8], [.. "heix"u8], [.. "hevc"u8], [.. "mif1"u8], [.. "msf1"u8], [.. "avif"u8], [.. "avis"u8], [.. "crx "u8]];

    /// <returns>Null for everything else.</returns>
    public static string? Of(ReadOnlySpan<byte> head) =>
        head.StartsWith(PngMark) ? Png
        : head.StartsWith(JpegMark) ? Jpeg
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? Gif
        : head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8) ? WebP
        : head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) ? Movie(head[8..12].ToArray())
        : null;

    public static string ExtensionOf(string type) => type switch
    {
        Jpeg => ".jpg",
        Png => ".png",
        Gif => ".gif",
        WebP => ".webp",
        Mp4 => ".mp4",
        QuickTime => ".mov",
        _ => "",
    };

    public static bool IsVideo(string type) => type is Mp4 or QuickTime;

    private static string? Movie(byte[] brand) =>
        brand.AsSpan().SequenceEqual("qt  "u8) ? QuickTime
        : StillBrands.Any(still => still.AsSpan().SequenceEqual(brand)) ? null
        : Mp4;
}
