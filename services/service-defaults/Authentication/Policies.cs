using Microsoft.AspNetCore.Authorization;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Who may call. A route or endpoint without one of these names is a defect that start-up or a test refuses.</summary>
public static class Policies
{
    public const string Anonymous = "anonymous";

    /// <summary>Any signed-in user, whatever the scopes of the key.</summary>
    public const string User = "user";

    public const string Read = "read";
    public const string PostsWrite = "posts:write";
    public const string Publish = "publish";
    public const string CredentialsWrite = "credentials:write";
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>Another process of the suite.</summary>
    public const string Service = "service";

    /// <summary>The scopes that an API key can be given; a session has them all.</summary>
    public static readonly string[] Scopes = [Read, PostsWrite, Publish, CredentialsWrite, WebhooksWrite];

    public static readonly string[] All = [Anonymous, User, Service, .. Scopes];

    public static void AddTo(AuthorizationOptions options)
    {
        options.AddPolicy(Anonymous, policy => policy.RequireAssertion(_ => true));
        options.AddPolicy(User, policy => policy.RequireClaim(TicketClaims.Kind, Ticket.UserKind));
        options.AddPolicy(Service, policy => policy.RequireClaim(TicketClaims.Kind, Ticket.ServiceKind));
        foreach (var scope in Scopes)
        {
            options.AddPolicy(scope, policy => policy
                .RequireClaim(TicketClaims.Kind, Ticket.UserKind)
                .RequireClaim(TicketClaims.Scope, scope));
        }
    }
}
