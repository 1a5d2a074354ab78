using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContentMultiplier.Auth.ApiKeys;

/// <summary>A network that a key may be used from, in the one form in which it is stored.</summary>
internal static class AllowedNetwork
{
    public const int Most = 50;

    /// <param name="text">An address, or a network as CIDR.</param>
    /// <param name="problem">What is wrong with it, for whoever wrote it.</param>
    public static string? Read(string text, out string problem)
    {
        problem = "is neither an address nor a network such as 203.0.113.0/24 or 2001:db8::/32";
        var parts = text.Trim().Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address) || !IsPlain(parts[0], address))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        var bits = bytes.Length * 8;
        var length = bits;
        if (parts.Length == 2 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= bits))
        {
            return null;
        }

        var network = $"{Masked(bytes, length)}/{length.ToString(CultureInfo.InvariantCulture)}";
        if (!Masked(bytes, length).Equals(address))
        {
            problem = $"has bits set behind its prefix; {network} is the network that it lies in";
            return null;
        }

        return network;
    }

    /// <summary>No short or hexadecimal forms of IPv4, no zones, and IPv4 not dressed up as IPv6.</summary>
    private static bool IsPlain(string text, IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString() == text
        : !address.IsIPv4MappedToIPv6 && !text.Contains('%', StringComparison.Ordinal);

    private static IPAddress Masked(byte[] bytes, int length)
    {
        var masked = (byte[])bytes.Clone();
        for (var bit = length; bit < masked.Length * 8; bit++)
        {
            masked[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(masked);
    }
}
