using System.Buffers.Binary;

namespace ContentMultiplier.Media.Inspection;

/// <summary>The size of a JPEG as it is shown: cameras write lying pictures and a note on how to turn them.</summary>
internal static class JpegHeader
{
    private const int Exif = 0xE1;
    private const int Orientation = 0x0112;
    private const int MostRead = 64 * 1024;

    public static ImageHeader? Read(HeaderReader source)
    {
        source.Skip(2);
        var isTurned = false;
        while (true)
        {
            var marker = NextMarker(source);
            if (marker is 0xD9 or 0xDA)
            {
                return null;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(source.Take(2)) - 2;
            if (length < 0)
            {
                return null;
            }

            // SOF0 to SOF15, less the three that mean something else.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var frame = source.Take(5);
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
                return isTurned ? ImageHeader.Of(height, width, 1) : ImageHeader.Of(width, height, 1);
            }

            if (marker == Exif && length <= MostRead)
            {
                isTurned |= IsTurned(source.Take(length));
            }
            else
            {
                source.Skip(length);
            }
        }
    }

    private static int NextMarker(HeaderReader source)
    {
        if (source.Take(1)[0] != 0xFF)
        {
            return 0xD9;
        }

        byte marker;
        while ((marker = source.Take(1)[0]) == 0xFF)
        {
        }

        return marker;
    }

    private static bool IsTurned(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8) || segment.Length < 14)
        {
            return false;
        }

        var tiff = segment[6..];
        var little = tiff.StartsWith("II"u8);
        var at = (long)Read32(tiff[4..], little);
        if (at + 2 > tiff.Length)
        {
            return false;
        }

        var count = Read16(tiff[(int)at..], little);
        for (var i = 0; i < count; i++)
        {
            var entry = at + 2 + (12L * i);
            if (entry + 12 > tiff.Length)
            {
                return false;
            }

            if (Read16(tiff[(int)entry..], little) == Orientation)
            {
                return Read16(tiff[((int)entry + 8)..], little) is >= 5 and <= 8;
            }
        }

        return false;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
