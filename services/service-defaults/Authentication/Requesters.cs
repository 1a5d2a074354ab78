using System.Net;
using ContentMultiplier.Contracts.Audit;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Who asked and from where, in the form in which it may be kept.</summary>
public static class Requesters
{
    /// <summary>The gateway sets both; what a client said about itself does not get past it.</summary>
    internal const string AddressHeader = "X-Forwarded-For";
    internal const string RequestIdHeader = "X-Request-Id";

    /// <returns>Null when no user stands behind the request.</returns>
    public static Requester? Requester(this HttpContext context)
    {
        var user = context.User;
        return user.FindFirst(TicketClaims.Subject)?.Value is { } subject
            ? new Requester(
                Guid.Parse(subject),
                user.FindFirst(TicketClaims.ApiKey) is { } key ? Guid.Parse(key.Value) : null,
                context.Network(),
                context.RequestId())
            : null;
    }

    /// <summary>The network that the request came from: enough to tell a provider from another, too little to tell a person.</summary>
    public static string? Network(this HttpContext context)
    {
        var forwarded = context.Request.Headers[AddressHeader].ToString().Split(',')[^1].Trim();
        return NetworkOf(IPAddress.TryParse(forwarded, out var address) ? address : context.Connection.RemoteIpAddress);
    }

    public static string? RequestId(this HttpContext context) =>
        context.Request.Headers[RequestIdHeader].ToString() is { Length: > 0 } id ? id : null;

    /// <summary>/24 of IPv4, /48 of IPv6.</summary>
    public static string? NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
