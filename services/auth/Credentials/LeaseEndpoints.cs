using System.Globalization;
using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Credentials;

internal static class LeaseEndpoints
{
    public static RouteGroupBuilder MapLeases(this RouteGroupBuilder credentials)
    {
        credentials.MapPost("/{id:guid}/lease", HandleAsync).RequireAuthorization(Policies.Service);
        credentials.MapPost("/{id:guid}/account-tokens", KeepAccountTokensAsync).RequireAuthorization(Policies.Service);
        return credentials;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepAccountTokensAsync(
        Guid id, KeepAccountTokensRequest request, ServiceCaller caller, AccountTokens tokens, CancellationToken cancellationToken) =>
        caller.MaySpeakFor(request.Platform) && await tokens.KeepAsync(id, request, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static async Task<Results<Ok<CredentialLeaseResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        LeaseCredentialRequest request,
        ServiceCaller caller,
        CredentialLeases leases,
        AuthDbContext db,
        AuditLog audit,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!caller.MaySpeakFor(request.Platform))
        {
            return Problems.NotFound();
        }

        context.Response.Headers.CacheControl = "no-store";
        switch (await leases.LeaseAsync(id, request, cancellationToken))
        {
            case LeaseOutcome.Leased leased:
                await RecordAsync(id, request, leased.Response, db, audit, cancellationToken);
                return TypedResults.Ok(leased.Response);
            case LeaseOutcome.NeedsAttention:
                return Problems.Conflict("needs_attention", "The platform no longer accepts this connection; a person must connect the account again.");
            case LeaseOutcome.TryLater:
                context.Response.Headers.RetryAfter = "30";
                return Problems.Unavailable("refresh_unavailable", "The access token could not be renewed just now.");
            default:
                return Problems.NotFound();
        }
    }

    /// <summary>Before the answer goes out: no secret leaves unrecorded.</summary>
    private static async Task RecordAsync(
        Guid id, LeaseCredentialRequest request, CredentialLeaseResponse lease, AuthDbContext db, AuditLog audit, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.Workspace(request.WorkspaceId), cancellationToken);
        var entry = new AuditEntry(AuditActions.CredentialLeased, AuditSubjects.Account, id.ToString())
        {
            WorkspaceId = request.WorkspaceId,
            Detail = new Dictionary<string, string>
            {
                ["platform"] = request.Platform,
                ["version"] = lease.Version.ToString(CultureInfo.InvariantCulture),
            },
        };
        await audit.RecordAsync(db, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
