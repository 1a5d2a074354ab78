using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>What only the person may do, and not a key that they left somewhere.</summary>
internal sealed class SessionRequired(CurrentUser user) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        user.ApiKeyId is null
            ? await next(context)
            : Problems.Problem(
                StatusCodes.Status403Forbidden, "session_required", "This takes a signed-in session; an API key may not do it.");
}
