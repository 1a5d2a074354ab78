using System.Security.Claims;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Who a user request acts for.</summary>
public sealed record UserTicket(
    Guid UserId, Guid WorkspaceId, string Role, string[] Scopes, Guid? ApiKeyId = null, Guid? SessionId = null);

/// <summary>What an internal ticket says, user's or service's.</summary>
internal sealed record Ticket(string Kind, UserTicket? User, string? Service, DateTimeOffset ExpiresAt)
{
    public const string UserKind = "user";
    public const string ServiceKind = "service";

    public ClaimsPrincipal ToPrincipal()
    {
        List<Claim> claims = [new(TicketClaims.Kind, Kind)];
        if (User is { } user)
        {
            claims.Add(new Claim(TicketClaims.Subject, user.UserId.ToString()));
            claims.Add(new Claim(TicketClaims.Workspace, user.WorkspaceId.ToString()));
            claims.Add(new Claim(TicketClaims.Role, user.Role));
            claims.AddRange(user.Scopes.Select(scope => new Claim(TicketClaims.Scope, scope)));
            if (user.ApiKeyId is { } key)
            {
                claims.Add(new Claim(TicketClaims.ApiKey, key.ToString()));
            }

            if (user.SessionId is { } session)
            {
                claims.Add(new Claim(TicketClaims.Session, session.ToString()));
            }
        }

        if (Service is not null)
        {
            claims.Add(new Claim(TicketClaims.Service, Service));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, TicketAuthentication.Scheme, TicketClaims.Subject, TicketClaims.Role));
    }
}

/// <summary>The claims that a ticket becomes; the gateway gives its principals the same ones.</summary>
public static class TicketClaims
{
    public const string Kind = "kind";
    public const string Subject = "sub";
    public const string Workspace = "workspace";
    public const string Role = "role";
    public const string Scope = "scope";
    public const string ApiKey = "api_key";
    public const string Session = "session";
    public const string Service = "service";

    /// <summary>The principal of a user, as a service or the gateway sees it.</summary>
    public static ClaimsPrincipal PrincipalOf(UserTicket user) =>
        new Ticket(Ticket.UserKind, user, null, DateTimeOffset.MaxValue).ToPrincipal();
}
