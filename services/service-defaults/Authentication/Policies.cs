using Microsoft.AspNetCore.Authorization;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Who may call. A route or endpoint without one of these names is a defect that start-up or a test refuses.</summary>
public static class Policies
{
    public const string Anonymous = "anonymous";

    /// <summary>Any signed-in user, whatever the scopes of the key.</summary>
    public const string User = "user";

    /// <summary>Any signed-in user in person: what no key may do, whatever its scopes.</summary>
    public const string Session = "session";

    public const string Read = "read";
    public const string PostsWrite = "posts:write";
    public const string Publish = "publish";
    public const string CredentialsWrite = "credentials:write";
    public const string WebhooksWrite = "webhooks:write";
    public const string Approve = "approve";
    public const string MembersWrite = "members:write";
    public const string KeysWrite = "keys:write";
    public const string WorkspaceWrite = "workspace:write";
    public const string AuditRead = "audit:read";

    /// <summary>Another process of the suite.</summary>
    public const string Service = "service";

    /// <summary>The scopes that an API key can be given.</summary>
    public static readonly string[] Scopes = [Read, PostsWrite, Publish, CredentialsWrite, WebhooksWrite];

    /// <summary>All that a role can allow. What is not among <see cref="Scopes"/> takes a person: no key carries it.</summary>
    public static readonly string[] Rights = [.. Scopes, Approve, MembersWrite, KeysWrite, WorkspaceWrite, AuditRead];

    public static readonly string[] All = [Anonymous, User, Session, Service, .. Rights];

    public static void AddTo(AuthorizationOptions options)
    {
        options.AddPolicy(Anonymous, policy => policy.RequireAssertion(_ => true));
        options.AddPolicy(User, policy => policy.RequireClaim(TicketClaims.Kind, Ticket.UserKind));
        options.AddPolicy(Session, policy => policy
            .RequireClaim(TicketClaims.Kind, Ticket.UserKind)
            .RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == TicketClaims.ApiKey)));
        options.AddPolicy(Service, policy => policy.RequireClaim(TicketClaims.Kind, Ticket.ServiceKind));
        foreach (var right in Rights)
        {
            options.AddPolicy(right, policy => policy
                .RequireClaim(TicketClaims.Kind, Ticket.UserKind)
                .RequireClaim(TicketClaims.Scope, right));
        }
    }
}
