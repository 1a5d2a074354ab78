using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Users;

internal static class PasswordEndpoints
{
    public static RouteGroupBuilder MapPasswords(this RouteGroupBuilder auth)
    {
        auth.MapPut("/password", ChangePassword.HandleAsync)
            .WithName("ChangePassword")
            .WithSummary("Changes the password and ends all other sessions")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.User)
            .AddEndpointFilter<SessionRequired>();
        auth.MapPost("/password/forgot", ResetPassword.AskAsync)
            .WithName("ForgotPassword")
            .WithSummary("Mails a token for a new password, if there is a user with this address; the answer does not tell")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.Anonymous);
        auth.MapPost("/password/reset", ResetPassword.HandleAsync)
            .WithName("ResetPassword")
            .WithSummary("Sets a new password with a mailed token and ends all sessions")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.Anonymous);
        return auth;
    }
}
