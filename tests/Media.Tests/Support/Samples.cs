using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

namespace ContentMultiplier.Media.Tests.Support;

/// <summary>Files as cameras and programs write them, made by the very tools that read them later.</summary>
internal static class Samples
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("media-samples-").FullName;

    /// <summary>800 × 600 of noise, which no encoder makes small.</summary>
    public static byte[] Png { get; private set; } = [];

    /// <summary>800 × 600 as stored; says that it was held upright, and where.</summary>
    public static byte[] TurnedJpeg { get; private set; } = [];

    public static byte[] Gif { get; private set; } = [];

    /// <summary>320 × 240, two seconds, with a title.</summary>
    public static byte[] Mp4 { get; private set; } = [];

    public static async Task CreateAsync()
    {
        await RunAsync("vips", "gaussnoise", At("noise.v"), "800", "600");
        await RunAsync("vips", "cast", At("noise.v"), At("bytes.v"), "uchar");
        await RunAsync("vips", "bandjoin", $"{At("bytes.v")} {At("bytes.v")} {At("bytes.v")}", At("rgb.v"));
        await RunAsync("vips", "copy", At("rgb.v"), At("noise.png"));
        await RunAsync("vips", "copy", At("noise.png"), At("noise.jpg"));
        await RunAsync("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10", "-t", "1", At("test.gif"));
        await RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10", "-t", "2", "-pix_fmt", "yuv420p",
            "-metadata", "title=Secret place", At("test.mp4"));
        Png = await File.ReadAllBytesAsync(At("noise.png"));
        Gif = await File.ReadAllBytesAsync(At("test.gif"));
        Mp4 = await File.ReadAllBytesAsync(At("test.mp4"));

        var jpeg = await File.ReadAllBytesAsync(At("noise.jpg"));
        TurnedJpeg = [.. jpeg[..2], .. ExifOf(orientation: 6), .. jpeg[2..]];
    }

    public static void Delete() => Directory.Delete(Folder, recursive: true);

    /// <summary>A header that promises more pixels than anybody decodes.</summary>
    public static byte[] HugePng()
    {
        var png = Png.ToArray();
        (png[16], png[17], png[18], png[19]) = (0, 0, 0x4E, 0x20);
        (png[20], png[21], png[22], png[23]) = (0, 0, 0x4E, 0x20);
        return png;
    }

    /// <summary>One pixel, over and over.</summary>
    public static byte[] GifOf(int frames)
    {
        byte[] head = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF];
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. head, .. Enumerable.Repeat(frame, frames).SelectMany(part => part), 0x3B];
    }

    /// <summary>A megabyte of text that unpacks to 256.</summary>
    public static byte[] PngWithWords()
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++)
            {
                deflate.Write(zeros);
            }
        }

        byte[] body = [.. "zTXt"u8, .. "Comment\0\0"u8, .. packed.ToArray()];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(body));

        // Behind the signature and the header.
        return [.. Png[..33], .. length, .. body, .. checksum, .. Png[33..]];
    }

    private static uint Crc32(byte[] bytes)
    {
        var rest = uint.MaxValue;
        foreach (var part in bytes)
        {
            rest ^= part;
            for (var bit = 0; bit < 8; bit++)
            {
                rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xEDB88320;
            }
        }

        return ~rest;
    }

    /// <summary>A segment with the orientation, and with words that must not get out.</summary>
    private static byte[] ExifOf(byte orientation)
    {
        byte[] tiff =
        [
            .. "MM"u8, 0, 42, 0, 0, 0, 8,
            0, 2,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            0x01, 0x0E, 0, 2, 0, 0, 0, 13, 0, 0, 0, 38,
            0, 0, 0, 0,
            .. "Secret place\0"u8,
        ];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        var length = body.Length + 2;
        return [0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body];
    }

    private static string At(string name) => Path.Combine(Folder, name);

    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {error}");
        }
    }
}
