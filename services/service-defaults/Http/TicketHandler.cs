using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Http;

/// <summary>Shows the called service a ticket: the user's where a user stands behind the request, else this service's.</summary>
internal sealed class TicketHandler(
    InternalTickets tickets, ServiceName self, Audience audience, IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var user = accessor.HttpContext?.RequestServices.GetRequiredService<CurrentUser>();
        var ticket = user?.IsPresent == true
            ? tickets.ForUser(user.AsTicket(), audience.Service)
            : tickets.ForService(self.Value, audience.Service);

        request.Headers.Add(InternalTickets.Header, ticket);
        PassOn(request, Requesters.AddressHeader);
        PassOn(request, Requesters.RequestIdHeader);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>Where the user asked from and in which request: the audit log keeps it, wherever it is written.</summary>
    private void PassOn(HttpRequestMessage request, string header)
    {
        if (accessor.HttpContext?.Request.Headers[header].ToString() is { Length: > 0 } value)
        {
            request.Headers.Add(header, value);
        }
    }
}
