using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Users;

internal static class EmailEndpoints
{
    public static RouteGroupBuilder MapEmails(this RouteGroupBuilder auth)
    {
        auth.MapPost("/email", ChangeEmail.AskAsync)
            .WithName("ChangeEmail")
            .WithSummary("Mails a token to the new address, by which it becomes the user's; the present one hears of it")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.User)
            .AddEndpointFilter<SessionRequired>();
        auth.MapPost("/email/confirm", ChangeEmail.ConfirmAsync)
            .WithName("ConfirmEmail")
            .WithSummary("Makes the address that the token was mailed to the user's")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.Anonymous);
        return auth;
    }
}
