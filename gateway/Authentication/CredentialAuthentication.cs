using System.Text.Encodings.Web;
using ContentMultiplier.Gateway.Limits;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Signs a request in by the bearer token or API key it carries, and says why not in the API's own form.</summary>
internal sealed class CredentialAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SessionCache sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "credential";

    private Refusal _refusal = Refusals.NoCredential;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Health, documents and the like belong to nobody.
        if (Request.Headers.Authorization.Count == 0 || Context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Credential.Read(Request.Headers, out var credential) is { } unreadable)
        {
            return Refuse(unreadable);
        }

        var exchanged = await sessions.FindAsync(credential, Caller.Of(Context.Connection), Context.RequestAborted);
        if (exchanged.Session is not { } session)
        {
            return Refuse(exchanged.Refusal!);
        }

        Context.Features.Set(session);
        return AuthenticateResult.Success(new AuthenticationTicket(session.Principal, Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal.Status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = _refusal == Refusals.NoCredential ? "Bearer" : "Bearer error=\"invalid_token\"";
        }

        return _refusal.WriteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.AuthorizationPolicy;
        if (scope is null || !Policies.Scopes.Contains(scope))
        {
            return new Refusal(StatusCodes.Status403Forbidden, "forbidden", "Forbidden", "The caller may not do this.").WriteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return new Refusal(StatusCodes.Status403Forbidden, "insufficient_scope", "Forbidden", $"This needs the scope {scope}, which the key was not given.").WriteAsync(Context);
    }

    private AuthenticateResult Refuse(Refusal refusal)
    {
        _refusal = refusal;
        return AuthenticateResult.Fail(refusal.Detail);
    }
}
