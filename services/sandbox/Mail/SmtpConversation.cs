using System.IO.Pipelines;
using System.Text;

namespace ContentMultiplier.Sandbox.Mail;

/// <summary>
/// One client's talk with the mail server, RFC 5321. Recipients whose name begins with <c>bounce</c> do not exist,
/// those that begin with <c>later</c> cannot get mail at the moment.
/// </summary>
internal sealed class SmtpConversation(Stream stream, Mailbox mailbox)
{
    private const int LongestLine = 2000;
    private const int LargestMail = 1024 * 1024;
    private const int MostRecipients = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SmtpLines lines = new(PipeReader.Create(stream), LongestLine);
    private readonly List<string> recipients = [];
    private string? sender;

    public async Task RunAsync(CancellationToken stopping)
    {
        await SayAsync("220 sandbox ready", stopping);
        while (await NextAsync(stopping) is { } line)
        {
            if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                await SayAsync("221 bye", stopping);
                return;
            }

            await SayAsync(
                line.Equals("DATA", StringComparison.OrdinalIgnoreCase) ? await ReceiveAsync(stopping) : AnswerTo(line), stopping);
        }
    }

    private string AnswerTo(string line)
    {
        var verb = line.Split(' ', 2)[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                Forget();
                return $"250-sandbox\r\n250-8BITMIME\r\n250 SIZE {LargestMail}";
            case "HELO":
                Forget();
                return "250 sandbox";
            case "RSET":
                Forget();
                return "250 forgotten";
            case "NOOP":
                return "250 fine";
            case "VRFY":
                return "252 try it";
            case "MAIL":
                return From(line);
            case "RCPT":
                return To(line);
            default:
                return "500 what is that?";
        }
    }

    private string From(string line)
    {
        if (AddressIn(line, "MAIL FROM:") is not { } address)
        {
            return "501 MAIL FROM:<address>";
        }

        Forget();
        sender = address;
        return "250 go on";
    }

    private string To(string line)
    {
        if (sender is null)
        {
            return "503 MAIL comes first";
        }

        if (AddressIn(line, "RCPT TO:") is not { Length: > 0 } address)
        {
            return "501 RCPT TO:<address>";
        }

        if (address.StartsWith("bounce", StringComparison.OrdinalIgnoreCase))
        {
            return "550 5.1.1 nobody of that name here";
        }

        if (address.StartsWith("later", StringComparison.OrdinalIgnoreCase) || recipients.Count == MostRecipients)
        {
            return "450 4.2.1 not now";
        }

        recipients.Add(address);
        return "250 go on";
    }

    private async Task<string> ReceiveAsync(CancellationToken stopping)
    {
        if (recipients.Count == 0)
        {
            return "503 RCPT comes first";
        }

        await SayAsync("354 end with a dot on a line of its own", stopping);
        var text = new StringBuilder();
        while (await NextAsync(stopping) is { } line)
        {
            if (line == ".")
            {
                return Deliver(text);
            }

            // A line that begins with a dot comes with one more in front.
            text.Append(line.StartsWith('.') ? line.AsSpan(1) : line).Append("\r\n");
            if (text.Length > LargestMail)
            {
                throw new IOException("The mail is too large.");
            }
        }

        throw new IOException("The mail was not finished.");
    }

    private string Deliver(StringBuilder text)
    {
        mailbox.Receive(sender!, [.. recipients], text.ToString());
        Forget();
        return "250 delivered";
    }

    private void Forget()
    {
        sender = null;
        recipients.Clear();
    }

    private static string? AddressIn(string line, string command)
    {
        if (!line.StartsWith(command, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var (start, end) = (line.IndexOf('<', StringComparison.Ordinal), line.IndexOf('>', StringComparison.Ordinal));
        return start >= command.Length && end > start ? line[(start + 1)..end] : null;
    }

    private async Task<string?> NextAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        return await lines.ReadAsync(patience.Token);
    }

    private Task SayAsync(string line, CancellationToken stopping) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stopping).AsTask();
}
