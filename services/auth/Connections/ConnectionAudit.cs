using ContentMultiplier.Auth.Audit;
using ContentMultiplier.ServiceDefaults.Audit;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Auth.Connections;

/// <summary>What the log says about ways back from a consent page that led nowhere.</summary>
internal sealed class ConnectionAudit(NpgsqlDataSource database, AuditLog audit, DenialLog denials, IHttpContextAccessor accessor)
{
    private const string PlatformSubject = "platform";

    /// <summary>Nothing was waiting for it. Anybody can come with such an answer as often as they like, so it is counted.</summary>
    /// <param name="platform">Null when there is none of that name.</param>
    public ConnectionOutcome Refused(string? platform, ProblemHttpResult problem)
    {
        denials.Add(new Denial(AuditActions.CredentialConnected, PlatformSubject, platform ?? "unknown", CodeOf(problem)).By(accessor.HttpContext));
        return new(problem);
    }

    /// <summary>Somebody asked for it, and it did not come off: once, because the state is used up.</summary>
    public async Task FailedAsync(Authorization authorization, ProblemHttpResult problem, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(authorization.WorkspaceId), cancellationToken);
        var entry = new AuditEntry(AuditActions.CredentialConnected, PlatformSubject, authorization.Platform)
        {
            WorkspaceId = authorization.WorkspaceId,
            Outcome = problem.StatusCode < StatusCodes.Status500InternalServerError ? AuditOutcomes.Denied : AuditOutcomes.Failed,
            Actor = AuditActor.User(authorization.UserId, accessor.HttpContext!),
            Detail = new Dictionary<string, string> { ["reason"] = CodeOf(problem) },
        };
        await audit.RecordAsync(session, [entry], cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    private static string CodeOf(ProblemHttpResult problem) => problem.ProblemDetails.Type!.Split(':')[^1];
}
