using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace ContentMultiplier.Sandbox.Mail;

/// <summary>Lines as SMTP has them: ended by CR and LF, of bounded length.</summary>
internal sealed class SmtpLines(PipeReader reader, int longest)
{
    /// <returns>Null when the client has hung up.</returns>
    /// <exception cref="IOException">The line is too long.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, out var line, out var rest))
            {
                reader.AdvanceTo(rest);
                return line;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            if (read.Buffer.Length > longest)
            {
                throw new IOException("The line is too long.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool TryTake(ReadOnlySequence<byte> buffer, out string line, out SequencePosition rest)
    {
        var sequence = new SequenceReader<byte>(buffer);
        if (!sequence.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8))
        {
            (line, rest) = ("", buffer.Start);
            return false;
        }

        (line, rest) = (Encoding.UTF8.GetString(bytes), sequence.Position);
        return true;
    }
}
