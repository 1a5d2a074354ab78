using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
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
            .WithSummary("The same exchange for API clients: connects the account that the consent opened, or tells the accounts to choose from")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        connections.MapGet("/accounts", ListChoicesAsync)
            .WithName("ListAccountsToChooseFrom")
            .WithSummary("The accounts that a new connection opens and none of which is connected yet")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireAuthorization(Policies.CredentialsWrite);
        connections.MapPost("/accounts", ChooseAsync)
            .WithName("ChooseAccounts")
            .WithSummary("Connects the chosen ones; the others are forgotten")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .RequireAuthorization(Policies.CredentialsWrite);
        return connections;
    }

    private static Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> ListChoicesAsync(
        string platform, Guid connection_id, CurrentUser user, ChooseAccounts choose, CancellationToken cancellationToken) =>
        choose.ListAsync(platform, connection_id, user, cancellationToken);

    private static Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> ChooseAsync(
        string platform, ChooseAccountsRequest request, CurrentUser user, ChooseAccounts choose, CancellationToken cancellationToken) =>
        choose.HandleAsync(platform, request, user, cancellationToken);

    private static async Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> CompleteAsync(
        string platform,
        CompleteConnectionRequest request,
        CurrentUser user,
        CompleteConnection complete,
        CancellationToken cancellationToken)
    {
        var outcome = await complete.HandleAsync(platform, request, user, browserSecret: null, cancellationToken);
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
        if (Twice(context.Request.Query) is { } ambiguous)
        {
            return ambiguous;
        }

        var answer = new CompleteConnectionRequest(code, state, error, iss);
        var signedIn = user.IsPresent && user.Scopes.Contains(Policies.CredentialsWrite) ? user : null;
        var outcome = await complete.HandleAsync(platform, answer, signedIn, ConnectionCookie.Read(context), cancellationToken);
        if (outcome.RedirectAfter is { } path)
        {
            return TypedResults.Redirect(path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Result(platform, outcome));
        }

        return outcome.Connected is { } connected ? TypedResults.Ok(connected) : outcome.Problem!;
    }

    /// <summary>Which of two values is meant, the platform and this service could see differently.</summary>
    private static ProblemHttpResult? Twice(IQueryCollection query)
    {
        var errors = new ErrorBag();
        foreach (var name in query.Where(parameter => parameter.Value.Count > 1).Select(parameter => parameter.Key).Take(10))
        {
            errors.Add(name, "is given more than once");
        }

        return errors.Any ? Problems.Invalid(errors) : null;
    }

    private static string Result(string platform, ConnectionOutcome outcome) =>
        outcome.Problem is { } problem
            ? "connect_error=" + Uri.EscapeDataString(problem.ProblemDetails.Type!.Split(':')[^1])
            : outcome.Connected!.ConnectionId is { } connection
                ? $"choose={Uri.EscapeDataString(platform)}&connection_id={connection}"
                : "connected=" + Uri.EscapeDataString(platform);
}
