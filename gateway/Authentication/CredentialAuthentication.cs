using System.Text.Encodings.Web;
using ContentMultiplier.Gateway.Limits;
using ContentMultiplier.Gateway.Routing;
using ContentMultiplier.ServiceDefaults.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Signs a request in by the bearer token or API key it carries, and says why not in the API's own form.</summary>
internal sealed class CredentialAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SessionCache sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "credential";

    private Refusal _refusal = Refusals.NoCredential;

    private RouteConfig? Route => Context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Health, documents and the like belong to nobody.
        if (Request.Headers.Authorization.Count == 0 || Route is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Credential.Read(Request.Headers, out var credential) is { } unreadable)
        {
            return Refuse(unreadable);
        }

        if (NamedByAddress() is { } workspace)
        {
            credential = credential with { Workspace = workspace };
        }

        var exchanged = await sessions.FindAsync(credential, Caller.Of(Context.Connection), Context.RequestAborted);
        if (exchanged.Session is not { } session)
        {
            return Refuse(exchanged.Refusal!);
        }

        if (!session.MayComeFrom(Context.Connection.RemoteIpAddress))
        {
            Context.Features.Set(new Denied(session, DenialActions.Address, Refusals.AddressNotAllowed.Code));
            return Refuse(Refusals.AddressNotAllowed);
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
        var session = Context.Features.Get<Session>();
        var refusal = Forbidden.Of(session, Route?.AuthorizationPolicy);
        if (session is not null)
        {
            Context.Features.Set(new Denied(session, DenialActions.Policy, refusal.Code));
        }

        if (refusal.Code == Forbidden.Scope)
        {
            Response.Headers.WWWAuthenticate = $"Bearer error=\"{Forbidden.Scope}\", scope=\"{Route?.AuthorizationPolicy}\"";
        }

        return refusal.WriteAsync(Context);
    }

    /// <summary>Some addresses name the workspace themselves, and then it is in that one that the caller must be somebody.</summary>
    private Guid? NamedByAddress() =>
        Route?.Metadata?.GetValueOrDefault(RouteWorkspace.Metadata) is { } parameter
            && Guid.TryParse(Request.RouteValues[parameter] as string, out var workspace)
                ? workspace
                : null;

    private AuthenticateResult Refuse(Refusal refusal)
    {
        _refusal = refusal;
        return AuthenticateResult.Fail(refusal.Detail);
    }
}
