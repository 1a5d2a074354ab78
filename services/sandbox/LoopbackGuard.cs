using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContentMultiplier.Sandbox;

/// <summary>
/// Anybody who reaches the sandbox can post, read and break things in it, so it stays on the machine
/// unless whoever starts it says that the network around it is private.
/// </summary>
internal static class LoopbackGuard
{
    public static void Check(ListenOptions endpoint)
    {
        if (endpoint.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
        {
            throw new NotLoopbackException(
                $"The sandbox has no access control and refuses to listen on {address}. "
                + "Bind it to 127.0.0.1, or set Sandbox__AllowNonLoopback=true on a private network.");
        }
    }
}

internal sealed class NotLoopbackException(string message) : Exception(message);
