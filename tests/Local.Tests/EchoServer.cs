using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentMultiplier.Local.Tests;

/// <summary>Says everything back, and remembers what it heard.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly StringBuilder _received = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _talks = [];
    private readonly Task _accepting;
    private int _ended;

    public EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections are over.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public string Received
    {
        get
        {
            lock (_lock)
            {
                return _received.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_talks);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _talks.Add(TalkAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TalkAsync(Socket caller)
    {
        using (caller)
        {
            var buffer = new byte[4096];
            try
            {
                while (await caller.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
                {
                    lock (_lock)
                    {
                        _received.Append(Encoding.ASCII.GetString(buffer, 0, count));
                    }

                    await caller.SendAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
            }
        }

        Interlocked.Increment(ref _ended);
    }
}
