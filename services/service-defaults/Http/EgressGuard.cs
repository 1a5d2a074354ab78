using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Http;

public sealed class EgressOptions
{
    /// <summary>Networks (CIDR) on private ranges that may be called all the same, such as a WordPress at home.</summary>
    public IList<string> Allow { get; } = [];
}

/// <summary>An address that users may not make us call.</summary>
public sealed class EgressDeniedException(string host)
    : IOException($"`{host}` does not lead to a public address; a private one needs an entry in `Egress:Allow`.");

/// <summary>
/// Keeps addresses that users supply from reaching inside. Names are resolved here and the very address that was
/// vetted is connected to, so that no second look-up can give another answer.
/// </summary>
public sealed class EgressGuard(IOptions<EgressOptions> options)
{
    private readonly IPNetwork[] _allowed = [.. options.Value.Allow.Select(ParseNetwork)];

    /// <summary>A handler for user-supplied addresses: no redirects, no proxy, no cookies, vetted at connect time.</summary>
    public static SocketsHttpHandler Handler(IServiceProvider services)
    {
        var guard = services.GetRequiredService<EgressGuard>();
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, cancellationToken) =>
                await guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
        };
    }

    /// <summary>Resolves, vets every answer, connects to the vetted address.</summary>
    /// <exception cref="EgressDeniedException">Any of the name's addresses is not public and not allowed.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        var addresses = await Dns.GetHostAddressesAsync(endPoint.Host, limit.Token);
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
        {
            throw new EgressDeniedException(endPoint.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PublicAddresses.Contains(plain) || _allowed.Any(network => network.Contains(plain));
    }

    private static IPNetwork ParseNetwork(string text) =>
        text.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.Parse(text)
            : new IPNetwork(IPAddress.Parse(text), text.Contains(':', StringComparison.Ordinal) ? 128 : 32);
}
