using System.Net;
using ContentMultiplier.Gateway.Authentication;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Forwarding;

/// <summary>What a service gets to know about the caller: a ticket made out to that service, and where the request came from.</summary>
internal sealed class ForwardedIdentity(RequestDelegate next, InternalTickets tickets, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        headers.Remove("Authorization");

        if (context.Features.Get<Session>() is { } session)
        {
            headers[InternalTickets.Header] = session.TicketFor(context.GetReverseProxyFeature().Cluster.Config.ClusterId, tickets, time);
        }

        headers["X-Forwarded-For"] = AddressOf(context.Connection.RemoteIpAddress);
        headers["X-Forwarded-Proto"] = request.Scheme;
        headers["X-Forwarded-Host"] = request.Host.Value;
        return next(context);
    }

    /// <summary>A socket for both families shows IPv4 clients in the form of the other one.</summary>
    private static string? AddressOf(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
