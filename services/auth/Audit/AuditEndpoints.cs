using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Audit;

internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder audit)
    {
        audit.RequireAuthorization(Policies.AuditRead);
        audit.MapGet("/", ListAudit.HandleAsync)
            .WithName("ListAuditEvents")
            .WithSummary("What was done in the workspace and by whom, newest first")
            .WithDescription("For owners and admins. Filters narrow it down together: action, actor (a user's id or a service's name), subject (an id), from and to.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        return audit;
    }

    public static RouteGroupBuilder MapDenials(this RouteGroupBuilder audit)
    {
        audit.MapPost("/denials", KeepDenials.HandleAsync).RequireAuthorization(Policies.Service);
        return audit;
    }
}
