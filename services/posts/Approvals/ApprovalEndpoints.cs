using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Posts.Approvals;

internal static class ApprovalEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder approvals)
    {
        approvals.WithTags("Approvals")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        approvals.MapPost("/", DecideApproval.HandleAsync)
            .RequireAuthorization(Policies.Approve)
            .WithName("DecideApproval").WithSummary("Approve or reject a post as it stands; an edit makes the decision void.")
            .WithDescription("Send If-Match with the ETag that GET gave, so that nothing is approved that was not seen. Nobody approves what they wrote themselves, unless the workspace allows it.")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        approvals.MapGet("/", ListApprovals.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListApprovals").WithSummary("What was decided about a post, newest first, and whether it is approved as it stands.");
    }
}
