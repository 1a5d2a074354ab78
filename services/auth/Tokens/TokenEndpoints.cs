using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Tokens;

internal static class TokenEndpoints
{
    public static RouteGroupBuilder MapTokens(this RouteGroupBuilder tokens)
    {
        tokens.MapPost("/exchange", ExchangeToken.HandleAsync).RequireAuthorization(Policies.Service);
        tokens.MapPost("/service", IssueServiceToken).RequireAuthorization(Policies.Anonymous);
        return tokens;
    }

    private static Results<Ok<ServiceTokenResponse>, ProblemHttpResult> IssueServiceToken(
        ServiceTokenRequest request, WorkerIdentities identities, InternalTickets tickets) =>
        identities.Proves(request.Name, request.Secret)
            ? TypedResults.Ok(new ServiceTokenResponse(
                tickets.ForService(request.Name, InternalTickets.Workers), (int)InternalTickets.ServiceLife.TotalSeconds))
            : Problems.Problem(StatusCodes.Status401Unauthorized, "unknown_service", "Name or secret is wrong.");
}
