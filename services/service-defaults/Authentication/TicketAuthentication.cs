using System.Text.Encodings.Web;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Signs a request in by the internal ticket it carries.</summary>
internal sealed class TicketAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    InternalTickets tickets,
    ServiceName service) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ticket";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[InternalTickets.Header] is not [{ Length: > 0 } sealedTicket])
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var principal = tickets.Open(sealedTicket, service.Value);
        return Task.FromResult(principal is null
            ? AuthenticateResult.Fail("The ticket is forged, expired or meant for another service.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        WriteAsync(Problems.Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in first."));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(Problems.Problem(StatusCodes.Status403Forbidden, "forbidden", "The key or role does not allow this."));

    private Task WriteAsync(ProblemHttpResult problem) => problem.ExecuteAsync(Context);
}
