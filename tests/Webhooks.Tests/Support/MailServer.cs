using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentMultiplier.Webhooks.Tests.Support;

/// <summary>A mail server at one address all the time, which hangs up, says nothing or does its work, as a test wants it.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly ConcurrentQueue<string> _deferred = new();
    private Task _accepting = Task.CompletedTask;
    private int _refused;

    public enum Mood
    {
        HangsUp,
        Silent,
        Works,
    }

    public Mood Is { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that came to nothing.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Recipients who were told to come later.</summary>
    public IReadOnlyCollection<string> Deferred => _deferred;

    /// <summary>Whom it takes nothing for yet.</summary>
    public string? Later { get; set; }

    public static MailServer Start(Mood mood)
    {
        var server = new MailServer { Is = mood };
        server._listener.Start();
        server._accepting = server.AcceptAsync();
        return server;
    }

    public IReadOnlyList<string> To(string address) => [.. _mails.Where(mail => mail.Contains($"To: {address}", StringComparison.OrdinalIgnoreCase))];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        if (Is != Mood.Works)
        {
            Interlocked.Increment(ref _refused);
            if (Is == Mood.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return;
        }

        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await TalkAsync(reader, writer);
        }
        catch (IOException)
        {
            // The client went.
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT" && Later is { } later && line.Contains(later, StringComparison.OrdinalIgnoreCase))
            {
                _deferred.Enqueue(later);
                await writer.WriteLineAsync("451 later");
            }
            else if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                _mails.Enqueue(await ReadMailAsync(reader));
                await writer.WriteLineAsync("250 taken");
            }
            else
            {
                await writer.WriteLineAsync(verb == "QUIT" ? "221 bye" : "250 fine");
            }
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
        {
            mail.Append(line).Append('\n');
        }

        return mail.ToString();
    }
}
