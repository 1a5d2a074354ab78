using System.Net.Sockets;

namespace ContentMultiplier.Testing;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class FaultLink(FaultProxy proxy, Socket client)
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _reset = new();
    private volatile bool _losesAnswer;
    private long _requestBytes;
    private long _answerBytes;
    private int _headerEnd;

    public async Task RunAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _reset.Token);
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(host, port, end.Token);
            await Task.WhenAll(PumpAsync(client, _server, Flow.Request, end.Token), PumpAsync(_server, client, Flow.Answer, end.Token));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset();
        }
        finally
        {
            client.Dispose();
            _server.Dispose();
        }
    }

    /// <summary>Both sides get a RST, and what is still on its way is gone.</summary>
    public void Reset()
    {
        foreach (var socket in new[] { client, _server })
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It is gone already.
            }

            socket.Dispose();
        }

        _reset.Cancel();
    }

    private async Task PumpAsync(Socket from, Socket to, Flow flow, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, cancellationToken);
                await proxy.PassAsync(flow, cancellationToken);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                if (!await PassAsync(buffer.AsMemory(0, count), to, flow, cancellationToken))
                {
                    return;
                }
            }
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <returns>False when nothing follows.</returns>
    private async Task<bool> PassAsync(Memory<byte> piece, Socket to, Flow flow, CancellationToken cancellationToken)
    {
        var fault = proxy.Fault;
        await Task.Delay(fault.Delay, TimeProvider.System, cancellationToken);
        return flow == Flow.Request
            ? await PassRequestAsync(fault, piece, to, cancellationToken)
            : await PassAnswerAsync(fault, piece, to, cancellationToken);
    }

    private async Task<bool> PassRequestAsync(Fault fault, Memory<byte> piece, Socket to, CancellationToken cancellationToken)
    {
        // Before it is sent: the answer may be here at once.
        _losesAnswer |= fault.LoseAnswerTo is { } words && piece.Span.IndexOf(words.Span) >= 0;
        return await SendAsync(piece, to, Flow.Request, fault.ResetAfterRequest, cancellationToken);
    }

    private async Task<bool> PassAnswerAsync(Fault fault, Memory<byte> piece, Socket to, CancellationToken cancellationToken)
    {
        if (_losesAnswer)
        {
            proxy.CountLostAnswer();
            Reset();
            return false;
        }

        if (fault.EndAnswerAfter - _answerBytes is { } left && left < piece.Length)
        {
            await SendAsync(piece[..(int)Math.Max(0, left)], to, Flow.Answer, null, cancellationToken);
            to.Shutdown(SocketShutdown.Send);
            return false;
        }

        if (fault.AnswerBytesPerSecond is { } speed)
        {
            for (var i = 0; i < piece.Length; i++)
            {
                await to.SendAsync(piece.Slice(i, 1), cancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(1.0 / speed), TimeProvider.System, cancellationToken);
            }

            return true;
        }

        if (fault.CutAfterHeaders && EndOfHeaders(piece.Span) is { } headers)
        {
            await SendAsync(piece[..headers], to, Flow.Answer, null, cancellationToken);
            to.Shutdown(SocketShutdown.Send);
            return false;
        }

        return await SendAsync(piece, to, Flow.Answer, fault.ResetAfterAnswer, cancellationToken);
    }

    /// <returns>How much of the piece belongs to the headers; null when all of it does.</returns>
    private int? EndOfHeaders(ReadOnlySpan<byte> piece)
    {
        var end = "\r\n\r\n"u8;
        for (var i = 0; i < piece.Length; i++)
        {
            _headerEnd = piece[i] == end[_headerEnd] ? _headerEnd + 1 : piece[i] == end[0] ? 1 : 0;
            if (_headerEnd == end.Length)
            {
                return i + 1;
            }
        }

        return null;
    }

    /// <param name="limit">How many bytes of the whole connection pass this way.</param>
    private async Task<bool> SendAsync(Memory<byte> piece, Socket to, Flow flow, long? limit, CancellationToken cancellationToken)
    {
        var left = limit - (flow == Flow.Request ? _requestBytes : _answerBytes);
        var passes = left < piece.Length ? piece[..(int)Math.Max(0, left.Value)] : piece;
        for (var sent = 0; sent < passes.Length;)
        {
            sent += await to.SendAsync(passes[sent..], cancellationToken);
        }

        _ = flow == Flow.Request ? _requestBytes += passes.Length : _answerBytes += passes.Length;
        if (left is null || left > piece.Length)
        {
            return true;
        }

        Reset();
        return false;
    }
}
