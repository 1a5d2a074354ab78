using System.Net;
using System.Net.Sockets;

namespace ContentMultiplier.Local;

public static class Ports
{
    // Below the range that the kernel gives to outgoing connections, so that none of those takes the port before its server does.
    private const int First = 18_000;
    private const int End = 32_000;

    /// <summary>A loopback port nobody listens on; <paramref name="preferred"/> when it is free.</summary>
    public static int Free(int? preferred = null)
    {
        if (preferred is { } wish && IsFree(wish))
        {
            return wish;
        }

        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new LocalException("No free port was found on 127.0.0.1.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
