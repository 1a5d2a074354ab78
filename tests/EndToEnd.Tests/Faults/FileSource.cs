using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>A place on the network where one file can be fetched, again and again.</summary>
internal sealed class FileSource : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _file;
    private readonly Task _serving;

    public FileSource(byte[] file)
    {
        _file = file;
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.png";
        _serving = ServeAsync();
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(caller.GetStream());
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var request = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await request.ReadLineAsync(_end.Token) is { Length: > 0 })
        {
        }

        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {_file.Length}\r\nConnection: close\r\n\r\n"), _end.Token);
            await stream.WriteAsync(_file, _end.Token);
        }
        catch (IOException)
        {
            // Whoever asked has left; the next one may stay.
        }
    }
}
