using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ContentMultiplier.Testing;

/// <summary>
/// Stands between a client and a real server and disturbs what passes, at the level of TCP. Tests put it before PostgreSQL,
/// RabbitMQ and platforms.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<FaultLink, Task> _links = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Fault _fault = Fault.None;
    private int _connections;
    private int _lost;

    public FaultProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>How many clients have connected so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many answers were lost by <see cref="Fault.LoseAnswerTo"/>.</summary>
    public int LostAnswers => Volatile.Read(ref _lost);

    /// <summary>Holds from now on, for the connections that are open, too.</summary>
    public Fault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            if (value.IsDown)
            {
                ResetAll();
            }
        }
    }

    /// <summary>As the failure of a machine in between: every connection of this moment is gone.</summary>
    public void ResetAll()
    {
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        ResetAll();
        await Task.WhenAll(_links.Values);
        _end.Dispose();
    }

    internal void CountLostAnswer() => Interlocked.Increment(ref _lost);

    /// <summary>Waits out a black hole.</summary>
    internal async Task PassAsync(Flow flow, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read first: a change in between completes this very one.
            var changed = Volatile.Read(ref _changed).Task;
            if (!_fault.Held.HasFlag(flow))
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                var link = new FaultLink(this, client);
                var started = new TaskCompletionSource();
                _links[link] = RunAsync(link, started.Task);
                started.SetResult();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // A listener that was stopped between two connections says that it does not listen.
        }
    }

    private async Task RunAsync(FaultLink link, Task listed)
    {
        await listed;
        if (_fault.IsDown)
        {
            link.Reset();
        }

        await link.RunAsync(_host, _port, _end.Token);
        _links.TryRemove(link, out _);
    }
}
