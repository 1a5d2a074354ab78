using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ContentMultiplier.Gateway.Authentication;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>Who is counted: a key, else a user, else an address (of IPv6 the /64, which is one customer's).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Caller(Guid Id, ulong Network)
{
    public static Caller Of(Session? session, ConnectionInfo connection) =>
        session is null ? Of(connection) : new Caller(session.User.ApiKeyId ?? session.User.UserId, 0);

    public static Caller Of(ConnectionInfo connection) => new(Guid.Empty, NetworkOf(connection.RemoteIpAddress));

    private static ulong NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
