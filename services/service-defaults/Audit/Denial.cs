using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Audit;

/// <summary>Something that was asked for and not allowed. Two tries that are equal by this are one entry of the audit log.</summary>
/// <param name="SubjectId">From a bounded set: a route, a platform; or a host name.</param>
/// <param name="Reason">The code of the problem.</param>
public sealed record Denial(string Action, string SubjectType, string SubjectId, string Reason)
{
    /// <summary>Empty: it concerns no workspace.</summary>
    public Guid WorkspaceId { get; init; }

    public Guid? UserId { get; init; }

    public Guid? ApiKeyId { get; init; }

    public string? Network { get; init; }

    /// <summary>By whoever stands behind the request; without one, by the process itself.</summary>
    public Denial By(HttpContext? context)
    {
        if (context is null || context.User.HasClaim(TicketClaims.Kind, Ticket.ServiceKind))
        {
            return this;
        }

        return context.User.FindFirst(TicketClaims.Workspace) is { } workspace && context.Requester() is { } requester
            ? By(requester.UserId, requester.ApiKeyId, Guid.Parse(workspace.Value), context)
            : this with { Network = context.Network() };
    }

    public Denial By(Guid userId, Guid? apiKeyId, Guid workspaceId, HttpContext context) =>
        this with { WorkspaceId = workspaceId, UserId = userId, ApiKeyId = apiKeyId, Network = context.Network() };
}

/// <summary>The names of what is not allowed, as the audit log has them.</summary>
public static class DenialActions
{
    /// <summary>The role or the key does not have the right.</summary>
    public const string Policy = "policy.deny";

    /// <summary>The key may not be used from there.</summary>
    public const string Address = "address.deny";

    /// <summary>An address that users may not make the suite call.</summary>
    public const string Egress = "egress.deny";
}
