using System.Buffers.Binary;

namespace ContentMultiplier.Media.Inspection;

/// <summary>What a picture says of itself before anybody decodes it: enough to refuse what would be too much.</summary>
internal sealed record ImageHeader(int Width, int Height, int Frames)
{
    /// <summary>Counting stops here: more is refused anyway.</summary>
    public const int MaxFrames = 300;

    /// <returns>Null when it cannot be read.</returns>
    public static ImageHeader? Read(Stream stream, string type)
    {
        var source = new HeaderReader(stream);
        try
        {
            return type switch
            {
                FileKinds.Png => ReadPng(source),
                FileKinds.Gif => ReadGif(source),
                FileKinds.WebP => ReadWebP(source),
                FileKinds.Jpeg => JpegHeader.Read(source),
                _ => null,
            };
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    public static ImageHeader? Of(long width, long height, int frames) =>
        width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue ? new((int)width, (int)height, frames) : null;

    private static ImageHeader? ReadPng(HeaderReader source)
    {
        source.Skip(8);
        var header = source.Take(16);
        return header[4..8].SequenceEqual("IHDR"u8)
            ? Of(BinaryPrimitives.ReadUInt32BigEndian(header[8..]), BinaryPrimitives.ReadUInt32BigEndian(header[12..]), 1)
            : null;
    }

    private static ImageHeader? ReadGif(HeaderReader source)
    {
        var screen = source.Take(13);
        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]), BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]));
        SkipColors(source, screen[10]);
        var frames = 0;
        while (frames <= MaxFrames)
        {
            switch (source.Take(1)[0])
            {
                case 0x21:
                    source.Skip(1);
                    SkipBlocks(source);
                    break;
                case 0x2C:
                    SkipColors(source, source.Take(9)[8]);
                    source.Skip(1);
                    SkipBlocks(source);
                    frames++;
                    break;
                default:
                    // The end, or what readers take for it.
                    return frames == 0 ? null : Of(width, height, frames);
            }
        }

        return Of(width, height, frames);
    }

    private static void SkipColors(HeaderReader source, byte flags)
    {
        if ((flags & 0x80) != 0)
        {
            source.Skip(3 * (2 << (flags & 7)));
        }
    }

    private static void SkipBlocks(HeaderReader source)
    {
        int length;
        while ((length = source.Take(1)[0]) > 0)
        {
            source.Skip(length);
        }
    }

    private static ImageHeader? ReadWebP(HeaderReader source)
    {
        source.Skip(12);
        var chunk = source.Take(8);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        if (chunk[..4].SequenceEqual("VP8 "u8))
        {
            var frame = source.Take(10);
            return Of(BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF, 1);
        }

        if (chunk[..4].SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(source.Take(5)[1..]);
            return Of((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, 1);
        }

        if (!chunk[..4].SequenceEqual("VP8X"u8) || size < 10)
        {
            return null;
        }

        var canvas = source.Take(10);
        var width = 1 + canvas[4] + (canvas[5] << 8) + (canvas[6] << 16);
        var height = 1 + canvas[7] + (canvas[8] << 8) + (canvas[9] << 16);
        var moves = (canvas[0] & 0x02) != 0;
        source.Skip(size - 10);
        return Of(width, height, moves ? CountWebPFrames(source) : 1);
    }

    private static int CountWebPFrames(HeaderReader source)
    {
        var frames = 0;
        while (frames <= MaxFrames && source.TryTake(8, out var chunk))
        {
            frames += chunk[..4].SequenceEqual("ANMF"u8) ? 1 : 0;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            source.Skip(size + (size & 1));
        }

        return Math.Max(frames, 1);
    }
}
