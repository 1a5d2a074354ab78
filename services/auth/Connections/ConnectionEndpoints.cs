using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Connections;

internal static class ConnectionEndpoints
{
    public static RouteGroupBuilder MapConnections(this RouteGroupBuilder connections)
    {
        connections.MapGet("/", StartConnection.HandleAsync)
            .WithName("StartConnection")
            .WithSummary("The platform's consent page for a new account (OAuth 2 with PKCE)")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        connections.MapGet("/callback", ReturnAsync)
            .WithName("ReturnFromConsent")
            .WithSummary("Where the platform sends the browser back; needs the cookie that the start gave it")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .RequireAuthorization(Policies.Anonymous);
        connections.MapPost("/callback", CompleteAsync)
            .WithName("CompleteConnection")
            .WithSummary("The same exchange for API clients: connects the accounts that the consent opened")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        return connections;
    }

    private static async Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> CompleteAsync(
        string platform,
        CompleteConnectionRequest request,
        CurrentUser user,
        CompleteConnection complete,
        CancellationToken cancellationToken)
    {
        var outcome = await complete.HandleAsync(platform, request, user.UserId, browserSecret: null, cancellationToken);
        return outcome.Connected is { } connected ? TypedResults.Ok(connected) : outcome.Problem!;
    }

    private static async Task<Results<Ok<ConnectedAccountsResponse>, RedirectHttpResult, ProblemHttpResult>> ReturnAsync(
        string platform,
        HttpContext context,
        CurrentUser user,
        CompleteConnection complete,
        CancellationToken cancellationToken,
        string? code = null,
        string? state = null,
        string? error = null,
        string? iss = null)
    {
        // The address holds the code: nobody may keep it or be told of it.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var answer = new CompleteConnectionRequest(code, state, error, iss);
        var userId = user.IsPresent && user.Scopes.Contains(Policies.CredentialsWrite) ? user.UserId : (Guid?)null;
        var outcome = await complete.HandleAsync(platform, answer, userId, ConnectionCookie.Read(context), cancellationToken);
        if (outcome.RedirectAfter is { } path)
        {
            return TypedResults.Redirect(path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Result(platform, outcome));
        }

        return outcome.Connected is { } connected ? TypedResults.Ok(connected) : outcome.Problem!;
    }

    private static string Result(string platform, ConnectionOutcome outcome) =>
        outcome.Problem is { } problem
            ? "connect_error=" + Uri.EscapeDataString(problem.ProblemDetails.Type!.Split(':')[^1])
            : "connected=" + Uri.EscapeDataString(platform);
}
