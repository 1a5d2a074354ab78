using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContentMultiplier.Local;

public static class Ports
{
    // Below the range that the kernel gives to outgoing connections, so that none of those takes the port before its server does.
    private const int First = 18_000;
    private const int End = 32_000;

    private static readonly ConcurrentBag<FileStream> Held = [];

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "content-multiplier-ports-" + Environment.UserName);

    /// <summary>
    /// A loopback port nobody listens on; <paramref name="preferred"/> when it is free. Any other is given to nobody else as long as this
    /// process runs: between the choice and the server, and while a server is down, others look for ports, too.
    /// </summary>
    public static int Free(int? preferred = null)
    {
        if (preferred is { } wish && IsFree(wish))
        {
            return wish;
        }

        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            if (Hold(port) && IsFree(port))
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

    /// <summary>The lock on its file ends with this process, however that ends.</summary>
    private static bool Hold(int port)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var file = Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture));
            Held.Add(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
