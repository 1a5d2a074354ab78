using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Sessions;

internal static class SessionEndpoints
{
    public static RouteGroupBuilder MapSessions(this RouteGroupBuilder auth)
    {
        auth.MapPost("/login", SignIn.HandleAsync)
            .WithName("Login")
            .WithSummary("Signs in with e-mail address and password")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.Anonymous);
        auth.MapPost("/refresh", RefreshAsync)
            .WithName("RefreshSession")
            .WithSummary("Exchanges a refresh token, good for one use, for new tokens")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .RequireAuthorization(Policies.Anonymous);
        auth.MapPost("/logout", LogoutAsync)
            .WithName("Logout")
            .WithSummary("Ends the session that the refresh token belongs to")
            .RequireAuthorization(Policies.Anonymous);
        var own = auth.MapGroup("").RequireAuthorization(Policies.User).AddEndpointFilter<SessionRequired>();
        own.MapPost("/logout-all", SessionList.EndAllAsync)
            .WithName("LogoutEverywhere")
            .WithSummary("Ends all sessions of the user, this one too; within five seconds none of their tokens is taken anywhere")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        own.MapGet("/sessions", SessionList.ListAsync)
            .WithName("ListSessions")
            .WithSummary("Where the user is signed in")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        own.MapDelete("/sessions/{id:guid}", SessionList.EndAsync)
            .WithName("EndSession")
            .WithSummary("Ends one session of the user, within five seconds everywhere")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        return auth;
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, SessionTokens sessions, CancellationToken cancellationToken) =>
        await sessions.RefreshAsync(request.RefreshToken, cancellationToken) is { } tokens
            ? TypedResults.Ok(tokens)
            : Problems.Problem(
                StatusCodes.Status401Unauthorized, "invalid_refresh_token", "Sign in again.", "The refresh token is not good any more.");

    /// <summary>The refresh token is the proof; whether it was still good is nobody's business.</summary>
    private static async Task<NoContent> LogoutAsync(RefreshRequest request, SessionTokens sessions, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(request.RefreshToken, cancellationToken);
        return TypedResults.NoContent();
    }
}
