using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Audit;

internal static class KeepDenials
{
    /// <summary>More kinds than a process counts apart.</summary>
    private const int Most = 1000;

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        ReportDenialsRequest request, ServiceCaller caller, DenialEntries entries, CancellationToken cancellationToken)
    {
        if (request.Denials.Count > Most || (caller.IsWorker && !request.Denials.All(IsOfWorker)))
        {
            return Problems.NotFound();
        }

        await entries.KeepAsync(request, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Users do not ask a worker for anything: one that names them would be writing into logs that are not its own.</summary>
    private static bool IsOfWorker(DeniedTries denied) =>
        denied is { Action: DenialActions.Egress, By: null, Network: null } && denied.WorkspaceId == AuditLog.Installation;
}
