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
        return base.SendAsync(request, cancellationToken);
    }
}
