using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Users;

internal static class TooMany
{
    public static ProblemHttpResult Requests(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        return Problems.Problem(StatusCodes.Status429TooManyRequests, "too_many_attempts", "Too many attempts; wait a moment.");
    }
}
