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

        headers["X-Forwarded-For"] = context.Connection.RemoteIpAddress?.ToString();
        headers["X-Forwarded-Proto"] = request.Scheme;
        headers["X-Forwarded-Host"] = request.Host.Value;
        return next(context);
    }
}
