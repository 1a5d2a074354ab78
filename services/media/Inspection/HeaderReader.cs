namespace ContentMultiplier.Media.Inspection;

/// <summary>Steps through a file without reading what it passes over.</summary>
internal sealed class HeaderReader(Stream stream)
{
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        var bytes = new byte[count];
        var isWhole = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count;
        taken = bytes;
        return isWhole;
    }

    public void Skip(long count)
    {
        if (stream.Position + count > stream.Length)
        {
            throw new EndOfStreamException();
        }

        stream.Position += count;
    }
}
