using System.Net;

namespace ContentMultiplier.Publishing.Media;

/// <summary>So many bytes of an open file, handed on as they come. The length is known, also inside of a form.</summary>
internal sealed class MediaContent(Stream source, long length) : HttpContent
{
    private const int BufferSize = 64 * 1024;

    private bool _isRead;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_isRead)
        {
            throw new IOException("A file can be sent only once.");
        }

        _isRead = true;
        var buffer = new byte[(int)Math.Min(BufferSize, Math.Max(length, 1))];
        for (var left = length; left > 0;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The file is shorter than its source said.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
