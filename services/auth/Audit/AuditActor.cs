using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Who did it, and from where as far as that may be kept.</summary>
/// <param name="Kind">One of <see cref="AuditActorKinds"/>.</param>
/// <param name="Name">A user's id, a service's name; never an e-mail address.</param>
internal sealed record AuditActor(string Kind, string Name)
{
    public Guid? ApiKeyId { get; init; }

    /// <summary>The network that the request came from, not the address.</summary>
    public string? Network { get; init; }

    public string? RequestId { get; init; }

    public static AuditActor System { get; } = new(AuditActorKinds.System, "auth");

    /// <summary>A user who is known although the request does not carry a ticket of theirs: at sign-in, for example.</summary>
    public static AuditActor User(Guid userId, HttpContext context) =>
        new AuditActor(AuditActorKinds.User, userId.ToString()).From(context);

    /// <summary>As another service saw them; without them, that service itself.</summary>
    public static AuditActor Of(Requester? requester, string service) => requester is null
        ? new AuditActor(AuditActorKinds.Service, service)
        : new AuditActor(AuditActorKinds.User, requester.UserId.ToString())
        {
            ApiKeyId = requester.ApiKeyId,
            Network = requester.Network,
            RequestId = requester.RequestId,
        };

    /// <summary>Whoever stands behind the request; the system where there is none.</summary>
    public static AuditActor Of(HttpContext? context)
    {
        if (context is null)
        {
            return System;
        }

        var principal = context.User;
        if (principal.FindFirst(TicketClaims.Subject)?.Value is { } user)
        {
            var key = principal.FindFirst(TicketClaims.ApiKey)?.Value;
            return (new AuditActor(AuditActorKinds.User, user) with { ApiKeyId = key is null ? null : Guid.Parse(key) }).From(context);
        }

        return (principal.FindFirst(TicketClaims.Service)?.Value is { } service
            ? new AuditActor(AuditActorKinds.Service, service)
            : new AuditActor(AuditActorKinds.Anonymous, "")).From(context);
    }

    private AuditActor From(HttpContext context) => this with { Network = context.Network(), RequestId = context.RequestId() };
}

internal static class AuditActorKinds
{
    public const string User = "user";
    public const string Service = "service";
    public const string Anonymous = "anonymous";

    /// <summary>Nobody asked for it: a timer did.</summary>
    public const string System = "system";
}
