using System.Security.Claims;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>The user on whose behalf the request runs. Only there behind a user policy.</summary>
public sealed class CurrentUser(IHttpContextAccessor accessor)
{
    private UserTicket? _ticket;

    /// <summary>Does a user stand behind this request at all?</summary>
    public bool IsPresent => accessor.HttpContext?.User.HasClaim(TicketClaims.Kind, Ticket.UserKind) == true;

    public Guid UserId => AsTicket().UserId;
    public Guid WorkspaceId => AsTicket().WorkspaceId;
    public string Role => AsTicket().Role;
    public IReadOnlyList<string> Scopes => AsTicket().Scopes;
    public Guid? ApiKeyId => AsTicket().ApiKeyId;

    /// <summary>The sign-in behind the request; null behind an API key.</summary>
    public Guid? SessionId => AsTicket().SessionId;

    public Tenant Tenant => Tenant.Workspace(WorkspaceId);

    /// <summary>For calling another service with this user's rights.</summary>
    public UserTicket AsTicket() => _ticket ??= Read(accessor.HttpContext?.User);

    private static UserTicket Read(ClaimsPrincipal? user) =>
        user?.FindFirst(TicketClaims.Subject) is { } subject
            ? new UserTicket(
                Guid.Parse(subject.Value),
                Guid.Parse(user.FindFirst(TicketClaims.Workspace)!.Value),
                user.FindFirst(TicketClaims.Role)!.Value,
                [.. user.FindAll(TicketClaims.Scope).Select(scope => scope.Value)],
                user.FindFirst(TicketClaims.ApiKey) is { } key ? Guid.Parse(key.Value) : null,
                user.FindFirst(TicketClaims.Session) is { } session ? Guid.Parse(session.Value) : null)
            : throw new InvalidOperationException("No user stands behind this request; the endpoint lacks a user policy.");
}

/// <summary>The process that calls an internal endpoint. Only there behind <see cref="Policies.Service"/>.</summary>
public sealed class ServiceCaller(IHttpContextAccessor accessor)
{
    private const string WorkerPrefix = "publisher.";

    public string Name => accessor.HttpContext?.User.FindFirst(TicketClaims.Service)?.Value
        ?? throw new InvalidOperationException("No service stands behind this request; the endpoint lacks the service policy.");

    public bool IsWorker => Name.StartsWith(WorkerPrefix, StringComparison.Ordinal);

    /// <summary>A worker may act for its own platform alone.</summary>
    public bool MaySpeakFor(string platform) => Name == WorkerPrefix + platform;
}
