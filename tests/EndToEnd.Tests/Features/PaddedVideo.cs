using System.Buffers.Binary;
using System.Net;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A video with so much room at its end that it has as many bytes as wanted; it is made while it is sent.</summary>
internal sealed class PaddedVideo(byte[] video, long size) : HttpContent
{
    private const int BoxHeader = 16;
    private static readonly byte[] Zeros = new byte[64 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // A box of the kind that readers pass over, with its length in 64 bits.
        var header = new byte[BoxHeader];
        BinaryPrimitives.WriteUInt32BigEndian(header, 1);
        "free"u8.CopyTo(header.AsSpan(4));
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), size - video.Length);
        await stream.WriteAsync(video);
        await stream.WriteAsync(header);
        for (var left = size - video.Length - BoxHeader; left > 0; left -= Zeros.Length)
        {
            await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(left, Zeros.Length)));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
