using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>A platform on a real socket that answers by script and misbehaves below HTTP when told to.</summary>
public sealed class PlatformStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<StandInRequest> _requests = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Task _accepting;

    public PlatformStandIn()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public Func<StandInRequest, Task<StandInAnswer>> Script { get; set; } = _ => Task.FromResult(new StandInAnswer(404));

    /// <summary>Resets a connection after this many bytes of a request, unread ones waiting.</summary>
    public int? ResetAfter { get; set; }

    /// <summary>The requests that arrived whole.</summary>
    public IReadOnlyCollection<StandInRequest> Requests => _requests;

    public int Connections { get; private set; }

    public void Answer(StandInAnswer answer) => Script = _ => Task.FromResult(answer);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }

        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _open[socket] = 0;
                Connections++;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // A listener that was stopped between two connections says that it does not listen.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                if (ResetAfter is { } limit)
                {
                    var some = new byte[limit];
                    await socket.ReceiveAsync(some, _stopping.Token);
                    Reset(socket);
                    return;
                }

                await using var stream = new NetworkStream(socket);
                while (await ReadAsync(stream) is { } request)
                {
                    _requests.Enqueue(request);
                    if (!await AnswerAsync(socket, stream, await Script(request)))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
            }
            finally
            {
                _open.TryRemove(socket, out _);
            }
        }
    }

    private async Task<bool> AnswerAsync(Socket socket, NetworkStream stream, StandInAnswer answer)
    {
        switch (answer.Ending)
        {
            case Ending.Silence:
                await Task.Delay(Timeout.Infinite, _stopping.Token);
                return false;
            case Ending.ResetBeforeAnswer:
                Reset(socket);
                return false;
        }

        var body = Encoding.UTF8.GetBytes(answer.Body);
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Scripted\r\n")
            .Append("Content-Type: application/json\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(answer.Ending switch
        {
            Ending.CutChunk => "Transfer-Encoding: chunked\r\n\r\n",
            Ending.LiesAboutLength => $"Content-Length: {body.Length + 100}\r\n\r\n",
            _ when answer.Status == 204 => "\r\n",
            _ => $"Content-Length: {body.Length}\r\n\r\n",
        });
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), _stopping.Token);

        switch (answer.Ending)
        {
            case Ending.ResetAfterHeaders:
                Reset(socket);
                return false;
            case Ending.CutChunk:
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{body.Length + 10:x}\r\n"), _stopping.Token);
                await stream.WriteAsync(body, _stopping.Token);
                return false;
            default:
                await stream.WriteAsync(body, _stopping.Token);
                return answer.Ending == Ending.Whole;
        }
    }

    private static async Task<StandInRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || head[^1] != '\n' || head[^2] != '\r' || head[^3] != '\n')
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines[1..]
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        return new StandInRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}

public enum Ending
{
    Whole,
    Silence,
    ResetBeforeAnswer,
    ResetAfterHeaders,
    CutChunk,
    LiesAboutLength,
}

public sealed record StandInRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];
}

public sealed record StandInAnswer(int Status, string Body = "{}", Ending Ending = Ending.Whole)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
