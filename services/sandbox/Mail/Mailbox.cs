namespace ContentMultiplier.Sandbox.Mail;

/// <summary>Everybody's mailbox: the latest mails, whomever they are to. It is empty again when the process ends.</summary>
internal sealed class Mailbox(TimeProvider time)
{
    private const int Most = 1000;

    private readonly Lock gate = new();
    private readonly Queue<ReceivedMail> mails = new();
    private long lastId;

    public void Receive(string from, IReadOnlyList<string> to, string raw)
    {
        var (headers, text) = MimeText.Read(raw);
        lock (gate)
        {
            mails.Enqueue(new ReceivedMail
            {
                Id = ++lastId,
                At = time.GetUtcNow(),
                From = from,
                To = to,
                Subject = headers.GetValueOrDefault("Subject", ""),
                MessageId = headers.GetValueOrDefault("Message-ID"),
                Text = text,
                Raw = raw,
            });
            if (mails.Count > Most)
            {
                mails.Dequeue();
            }
        }
    }

    /// <param name="to">Null for all.</param>
    public IReadOnlyList<ReceivedMail> Read(string? to = null)
    {
        lock (gate)
        {
            return [.. mails.Where(mail => to is null || mail.To.Contains(to, StringComparer.OrdinalIgnoreCase))];
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            mails.Clear();
        }
    }
}
