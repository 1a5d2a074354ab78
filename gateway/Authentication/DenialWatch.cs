using ContentMultiplier.ServiceDefaults.Audit;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Tells the audit log of what somebody who is known was not allowed, by the gateway itself or by the service behind it.</summary>
internal sealed class DenialWatch(RequestDelegate next, DenialLog denials)
{
    private const string RouteSubject = "route";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden && Find(context) is { } denied)
        {
            var user = denied.Session.User;
            denials.Add(new Denial(denied.Action, RouteSubject, NameOf(context), denied.Reason)
                .By(user.UserId, user.ApiKeyId, user.WorkspaceId, context));
        }
    }

    /// <summary>Where the gateway said nothing, the service did.</summary>
    private static Denied? Find(HttpContext context) => context.Features.Get<Denied>()
        ?? (context.Features.Get<Session>() is { } session ? new Denied(session, DenialActions.Policy, "forbidden") : null);

    /// <summary>As it is declared, without the ids that were asked for: there are only so many.</summary>
    private static string NameOf(HttpContext context) =>
        $"{context.Request.Method} {context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Match.Path ?? "unknown"}";
}

/// <summary>Whose request was refused, and why.</summary>
internal sealed record Denied(Session Session, string Action, string Reason);
