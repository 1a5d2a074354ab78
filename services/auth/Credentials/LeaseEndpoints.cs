using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Credentials;

internal static class LeaseEndpoints
{
    public static RouteGroupBuilder MapLeases(this RouteGroupBuilder credentials)
    {
        credentials.MapPost("/{id:guid}/lease", HandleAsync).RequireAuthorization(Policies.Service);
        credentials.MapPost("/{id:guid}/account-tokens", KeepAccountTokensAsync).RequireAuthorization(Policies.Service);
        return credentials;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepAccountTokensAsync(
        Guid id, KeepAccountTokensRequest request, ServiceCaller caller, AccountTokens tokens, CancellationToken cancellationToken) =>
        caller.MaySpeakFor(request.Platform) && await tokens.KeepAsync(id, request, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static async Task<Results<Ok<CredentialLeaseResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        LeaseCredentialRequest request,
        ServiceCaller caller,
        CredentialLeases leases,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!caller.MaySpeakFor(request.Platform))
        {
            return Problems.NotFound();
        }

        context.Response.Headers.CacheControl = "no-store";
        switch (await leases.LeaseAsync(id, request, cancellationToken))
        {
            case LeaseOutcome.Leased leased:
                return TypedResults.Ok(leased.Response);
            case LeaseOutcome.NeedsAttention:
                return Problems.Conflict("needs_attention", "The platform no longer accepts this connection; a person must connect the account again.");
            case LeaseOutcome.TryLater:
                context.Response.Headers.RetryAfter = "30";
                return Problems.Unavailable("refresh_unavailable", "The access token could not be renewed just now.");
            default:
                return Problems.NotFound();
        }
    }
}
