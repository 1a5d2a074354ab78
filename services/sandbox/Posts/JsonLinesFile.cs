using System.Threading.Channels;

namespace ContentMultiplier.Sandbox.Posts;

/// <summary>
/// Lines are queued by whoever answers a request and written in batches, so that a create costs no system call.
/// A line is in the file at most <see cref="Pause"/> and one write after it was queued.
/// </summary>
internal sealed class JsonLinesFile(string path, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Channel<byte[]> lines =
        Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    public void Append(byte[] line) => lines.Writer.TryWrite(line);

    /// <summary>What was written before this process, without a line that a killed one left unfinished.</summary>
    public IEnumerable<string> ReadAll() => File.Exists(path) ? File.ReadLines(path).Where(line => line.Length > 0) : [];

    public async Task WriteAsync(CancellationToken stopping)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 64 * 1024);
        EndLastLine(file);
        try
        {
            while (await lines.Reader.WaitToReadAsync(stopping))
            {
                Drain(file);
                await Task.Delay(Pause, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            Drain(file);
        }
    }

    private static void EndLastLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        var ended = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.End);
        if (!ended)
        {
            file.WriteByte((byte)'\n');
        }
    }

    private void Drain(FileStream file)
    {
        while (lines.Reader.TryRead(out var line))
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        }

        file.Flush();
    }
}
