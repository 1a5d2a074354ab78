using System.Net;
using System.Net.Sockets;
using ContentMultiplier.ServiceDefaults.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Http;

public sealed class EgressOptions
{
    /// <summary>Networks (CIDR) on private ranges that may be called all the same, such as a WordPress at home.</summary>
    public IList<string> Allow { get; } = [];
}

/// <summary>How names become addresses; a test puts a server in its place that lies.</summary>
public delegate Task<IPAddress[]> NameResolver(string host, CancellationToken cancellationToken);

/// <summary>An address that users may not make us call.</summary>
public sealed class EgressDeniedException(string host)
    : IOException($"`{host}` does not lead to a public address; a private one needs an entry in `Egress:Allow`.");

/// <summary>
/// Keeps addresses that users supply from reaching inside. Names are resolved here and the very address that was
/// vetted is connected to, so that no second look-up can give another answer.
/// </summary>
/// <param name="denials">Where the audit log is to learn of it.</param>
public sealed class EgressGuard(
    IOptions<EgressOptions> options, DenialLog? denials = null, IHttpContextAccessor? accessor = null, NameResolver? resolver = null)
{
    private const string HostSubject = "host";

    private readonly NameResolver _resolve = resolver ?? Dns.GetHostAddressesAsync;
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
        var addresses = await ResolveAsync(endPoint.Host, cancellationToken);
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

    /// <summary>Resolves and vets every answer.</summary>
    /// <exception cref="EgressDeniedException">Any of the name's addresses is not public and not allowed.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, limit.Token);
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
        {
            denials?.Add(new Denial(DenialActions.Egress, HostSubject, host, "egress_denied").By(accessor?.HttpContext));
            throw new EgressDeniedException(host);
        }

        return addresses;
    }

    public bool IsAllowed(IPAddress address) => PublicAddresses.Contains(Plain(address)) || IsListed(address);

    /// <summary>Did the operator name it?</summary>
    public bool IsListed(IPAddress address) => Array.Exists(_allowed, network => network.Contains(Plain(address)));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork ParseNetwork(string text) =>
        text.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.Parse(text)
            : new IPNetwork(IPAddress.Parse(text), text.Contains(':', StringComparison.Ordinal) ? 128 : 32);
}
